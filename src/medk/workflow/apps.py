"""Registration of the app `workflow`."""

from django.apps import AppConfig


class WorkflowApp(AppConfig):
    name = "medk.workflow"
    verbose_name = "Ход документов"
