"""Settings common to every way of running; values that differ come from the environment."""

import secrets
from pathlib import Path

from csp.constants import NONE, SELF

from medk.config import environment as env

ROOT = Path(__file__).resolve().parents[4]
PACKAGE = Path(__file__).resolve().parents[2]

#: Where everything that must be backed up lives: database, uploaded files, secret key.
DATA_DIR = Path(env.text("MEDK_DATA") or ROOT / "var").resolve()
FILES_DIR = DATA_DIR / "files"

DEBUG = False
ALLOWED_HOSTS = env.names("MEDK_HOSTS", "127.0.0.1,localhost,[::1]")
PUBLIC_URL = env.text("MEDK_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]


def _secret_key() -> str:
    """The key from the environment, else one made once and kept beside the data."""
    given = env.text("MEDK_SECRET_KEY")
    if given:
        return given
    kept = DATA_DIR / "secret-key"
    if not kept.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return kept.read_text(encoding="utf-8")


SECRET_KEY = _secret_key()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    # Before allauth, so that its pages are drawn by our templates.
    "medk.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "medk.kernel",
    "medk.audit",
    "medk.orgs",
    "medk.cycles",
    "medk.files",
    "medk.notices",
    "medk.discussions",
    "medk.workflow",
    "medk.plans",
    "medk.search",
    "medk.desk",
    "medk.rehearsal",
    "medk.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "medk.kernel.middleware.RequestIdMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "medk.kernel.middleware.FragmentMiddleware",
    "medk.kernel.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
    "medk.desk.visits.VisitMiddleware",
]

ROOT_URLCONF = "medk.config.urls"
WSGI_APPLICATION = "medk.config.wsgi.application"
FORM_RENDERER = "medk.kernel.fields.Renderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "kernel" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "medk.kernel.context.display",
                "medk.desk.context.frame",
            ],
            "builtins": ["medk.kernel.templatetags.ui", "medk.kernel.templatetags.ru"],
        },
    }
]

DATABASES = {"default": env.database(env.text("DATABASE_URL"), data_dir=DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- sign-in -------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "medk.accounts.adapter.ClosedAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
# Lockout is axes' (kept in the database, so shared by the workers and the restarts).
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "МЭДК: "
ACCOUNT_FORMS = {
    "login": "medk.accounts.forms.LoginForm",
    "reauthenticate": "medk.accounts.forms.ReauthenticateForm",
    "reset_password": "medk.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "medk.accounts.forms.ResetPasswordKeyForm",
    "change_password": "medk.accounts.forms.ChangePasswordForm",
}
ACCOUNT_RATE_LIMITS = {"login_failed": False, "login": "60/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "medk.accounts.adapter.SecondStepAdapter"
MFA_TOTP_ISSUER = "МЭДК"
# The address is proved by the invitation that came to it.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "medk.accounts.forms.AuthenticateForm",
    "reauthenticate": "medk.accounts.forms.SecondReauthenticateForm",
    "activate_totp": "medk.accounts.forms.ActivateTOTPForm",
}
#: How many proxies of ours stand before the server; their `X-Forwarded-For` is believed.
TRUSTED_PROXIES = env.number("MEDK_TRUSTED_PROXIES", default=0, least=0)
AXES_FAILURE_LIMIT = env.number("MEDK_LOGIN_FAILURES", default=7, least=1)
AXES_COOLOFF_TIME = env.number("MEDK_LOGIN_COOLOFF_HOURS", default=1, least=1)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "medk.accounts.adapter.sign_in_name"
AXES_CLIENT_IP_CALLABLE = "medk.accounts.adapter.client_ip"
# The hour runs from the last failure before the lock: trying on does not prolong it.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "medk.kernel.answers.csrf_failure"

# --- headers -------------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "style-src-elem": [SELF],
        # Bars and the Gantt pass numbers as custom properties (decision 24); nothing else may.
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- language and time ---------------------------------------------------------------------
LANGUAGE_CODE = "ru"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.text("MEDK_TIME_ZONE", "Europe/Moscow")
FORMAT_MODULE_PATH = ["medk.kernel.formats"]
#: The business date set from outside: rehearsals, demos and tests only (decision 14).
SET_TODAY = env.day("MEDK_TODAY")
#: Seconds between the business clock and the real one; the supervisor of a demo sets it.
CLOCK_OFFSET = int(env.text("MEDK_CLOCK_OFFSET", "0") or 0)

# --- static and uploaded files -------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_FINDERS = [
    "medk.kernel.statics.StylesheetFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
UPLOAD_LIMIT_MB = env.number("MEDK_UPLOAD_LIMIT_MB", default=20, least=1)
#: Kinds accepted as evidence: extension → media type; content is sniffed against it.
UPLOAD_KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "txt": "text/plain",
    "csv": "text/csv",
    "zip": "application/zip",
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- mail and background work --------------------------------------------------------------
SMTP = env.email(env.text("MEDK_SMTP_URL"))
globals().update(SMTP)
DEFAULT_FROM_EMAIL = env.text("MEDK_MAIL_FROM", "medk@localhost")
#: Every letter goes through the outbox table; the worker hands it to SMTP when that is set.
EMAIL_BACKEND = "medk.notices.backend.OutboxEmailBackend"
#: Whether important notices go by e-mail too (they always stand in the interface).
NOTICE_LETTERS = env.flag("MEDK_NOTICE_LETTERS", default=True)
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
        "ENQUEUE_ON_COMMIT": False,
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("MEDK_LOG_LEVEL", "INFO")},
    "loggers": {
        "axes": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        # One line for each job would bury what matters; failures are errors and are shown.
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
#: True behind TLS, for real data: a set clock and the demo are refused then.
IS_PRODUCTION = False
