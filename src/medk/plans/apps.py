"""Registration of the app `plans`, and of who sees files, comments and moves of its documents."""

from typing import Any

from django.apps import AppConfig, apps
from django.utils.module_loading import autodiscover_modules


class PlansApp(AppConfig):
    name = "medk.plans"
    verbose_name = "Дорожные карты"

    def ready(self) -> None:
        orgs: Any = apps.get_app_config("orgs")
        model: Any
        for name in ("execution", "orderimport", "attachedschedule"):
            model = self.get_model(name)
            orgs.register_sight(model._meta.label_lower, model._default_manager.visible_to)
        for name in ("roadmap", "measure"):
            model = self.get_model(name)
            orgs.register_sight(model._meta.label_lower, model._default_manager.discussed_by)
        autodiscover_modules("ports")
