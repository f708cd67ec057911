"""Tests: quick hashing, tasks at once, files in a folder of their own."""

import tempfile
from pathlib import Path

from medk.config.settings.base import *

SECRET_KEY = "test-only"  # noqa: S105 - tests have no secrets
FILES_DIR = Path(tempfile.mkdtemp(prefix="medk-test-files-"))
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default"]}}
