"""Django with nothing around the view, on the database of the benchmark."""

from medk.config.settings.local import *

# The sign-in library refuses to load without its own; it costs microseconds.
MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]
ROOT_URLCONF = "benchmarks.bare.urls"
WSGI_APPLICATION = "benchmarks.bare.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "benchmarks" / "bare"],
        "OPTIONS": {},
    }
]
