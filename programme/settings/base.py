"""Settings for all ways to run Cadre. Differences come from the environment."""

import logging
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from kombu import Queue

from programme.logging import log_config
from programme.packages import PACKAGES

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

# The folder for everything that must survive a restart: the embedded database, documents and mailbox.
VAR_DIR = Path(env.str("CADRE_VAR", default=str(BASE_DIR / "var")))

SECRET_KEY = env.str("SECRET_KEY")
DEBUG = False
# Demonstration mode shows one-click sign-in and a mailbox. Only the local settings may turn it on.
DEMO = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    *PACKAGES,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "csp",
    "django_htmx",
    "django_structlog",
]

# Middleware that sets headers comes before the one that serves static files, so that these have them too.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "programme.middleware.response_headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "programme.middleware.upload_limit",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "programme.logging.RequestLog",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "programme.middleware.SecondFactor",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "programme.urls"
WSGI_APPLICATION = "programme.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "programme.navigation.navigation",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "nhsuk"
CRISPY_TEMPLATE_PACK = "nhsuk"
CRISPY_FAIL_SILENTLY = False

# Data

DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"].setdefault("OPTIONS", {})
# Saved answers are on disk. This is PostgreSQL's default, set here so that a server cannot lower it.
DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=on"
if env.bool("DATABASE_POOL", default=False):
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL")
CACHES = {"default": {"BACKEND": "programme.cache.DisposableCache", "LOCATION": REDIS_URL}}

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "documents": {
        "BACKEND": "reports.storage.DocumentStorage",
        "OPTIONS": {"url": env.str("STORAGE_URL", default=(VAR_DIR / "documents").as_uri())},
    },
    "staticfiles": {"BACKEND": "programme.assets.Assets"},
}

# People and access

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "programme.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
# NHS mail can be slow; three guesses at eight digits are few.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_TIMEOUT = 30 * 60
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
# A whole hospital may share one address, so limits go by account and never by address: see SECURITY.md.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "5/5m/key",
    "reauthenticate": "10/m/user",
    "request_login_code": "3/m/key,20/h/key",
}
ACCOUNT_FORMS = {
    "request_login_code": "programme.forms.AddressForm",
    "confirm_login_code": "programme.forms.EmailedCodeForm",
}
MFA_ADAPTER = "programme.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": None}
MFA_TOTP_ISSUER = "Cadre"
MFA_FORMS = {
    "authenticate": "programme.forms.SecondFactorForm",
    "reauthenticate": "programme.forms.SecondFactorAgainForm",
    "activate_totp": "programme.forms.AppForm",
    "deactivate_totp": "programme.forms.AppRemovalForm",
    "generate_recovery_codes": "programme.forms.NewCodesForm",
    "add_webauthn": "programme.forms.PasskeyForm",
    "edit_webauthn": "programme.forms.PasskeyNameForm",
    "login_webauthn": "programme.forms.PasskeySignInForm",
    "authenticate_webauthn": "programme.forms.PasskeyFactorForm",
    "reauthenticate_webauthn": "programme.forms.PasskeyAgainForm",
}
SESSION_ENGINE = "programme.sessions"
# A working day: ward computers are shared.
SESSION_COOKIE_AGE = 12 * 60 * 60

# Words and time

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "programme.formats"

# Post and work in the background

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Cadre <no-reply@cadre.example>")

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A request must not wait for a broker that is down: the sweep will publish what this did not.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 5, "socket_connect_timeout": 2}
# Workers take from each in turn, so that nobody's email waits behind sixty reports.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("documents"), Queue("plans")]
CELERY_TASK_ROUTES = {"reports.tasks.render": {"queue": "documents"}, "scheduling.tasks.work_out": {"queue": "plans"}}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep-messages": {"task": "messaging.tasks.sweep", "schedule": 60},
    "sweep-documents": {"task": "reports.tasks.sweep", "schedule": 60},
    "sweep-plans": {"task": "scheduling.tasks.sweep_plans", "schedule": 60},
    "close-due-rounds": {"task": "assessments.tasks.close_due_rounds", "schedule": 300},
    "remind-of-the-360": {"task": "assessments.tasks.remind_due", "schedule": 900},
    "release-overdue-reports": {"task": "assessments.tasks.release_overdue_reports", "schedule": 300},
    "clear-sessions": {"task": "programme.tasks.clear_sessions", "schedule": 24 * 60 * 60},
    "ask-for-evaluations": {"task": "evaluations.tasks.ask_after_sessions", "schedule": 300},
}

# What a browser may do with our pages

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    },
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "programme.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Logs, without addresses of visitors and without personal links

LOGGING = log_config(as_json=True)
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
