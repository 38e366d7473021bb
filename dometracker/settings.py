"""Settings, driven by the environment and checked as they are read.

Nothing has to be set to try the archive on one's own machine. docs/operations.md lists every
variable; a wrong value stops the start with a sentence that names it.
"""

import logging
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError, validate

from dometracker import csp, mail, secret_key
from dometracker.backups import rotation

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)

try:
    DEBUG = env.bool("DEBUG", False)
    HOME = env.path("DOMETRACKER_HOME", BASE_DIR / ".dometracker").expanduser().absolute()
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
    CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
    HTTPS = env.bool("HTTPS", False)
    BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
    PROXIES: int = env.int("PROXIES", 1, validate=validate.Range(1, 9))
    DATABASE_URL = env.str("DATABASE_URL", "")
    SINGLE_EDITOR = env.bool("SINGLE_EDITOR", False)
    PREVIEW_LINK_DAYS: int = env.int("PREVIEW_LINK_DAYS", 7, validate=validate.Range(1, 365))
    ARCHIVE_COPIES = env.bool("ARCHIVE_COPIES", False)
    SECURITY_CONTACT: str = env.str("SECURITY_CONTACT", "")
    PUBLISHER: str = env.str("PUBLISHER", "")
    RELEASES_DIR = env.path("RELEASES_DIR", None)
    DATA_DOI: str = env.str("DATA_DOI", "", validate=validate.Regexp(r"^(10\.\d{4,9}/\S+)?$"))
    MAIL_FROM: str = env.str("MAIL_FROM", "")
    MAIL_URL: str = env.str("MAIL_URL", "")
    EMAIL_HOST: str = env.str("MAIL_HOST", "localhost")
    EMAIL_PORT: int = env.int("MAIL_PORT", 25, validate=validate.Range(1, 65_535))
    EMAIL_HOST_USER: str = env.str("MAIL_USER", "")
    EMAIL_HOST_PASSWORD: str = env.str("MAIL_PASSWORD", "")
    MAIL_TLS: str = env.str("MAIL_TLS", "", validate=validate.OneOf(["", "starttls", "tls"]))
    WEBSUB_HUB: str = env.str("WEBSUB_HUB", "")
    SITE_URL: str = env.str("SITE_URL", "").rstrip("/")
    KEPT_ANSWERS_MB: int = env.int("KEPT_ANSWERS_MB", 64, validate=validate.Range(0, 65_536))
    KEPT_ANSWERS_URL: str = env.str("KEPT_ANSWERS_URL", "")
    BACKUP_DIR = env.path("BACKUP_DIR", None)
    BACKUP_EVERY: float = env.float("BACKUP_EVERY", 24, validate=validate.Range(0.1, 8_784))
    BACKUP_KEEP = rotation.Kept.read(
        env.str(
            "BACKUP_KEEP",
            "7,5,12",
            validate=validate.Regexp(
                r"^\d{1,3}, *\d{1,3}, *\d{1,3}$", error="name days, weeks and months, as in 7,5,12"
            ),
        )
    )
    BACKUP_KEY: str = env.str("BACKUP_KEY", "")
    LOG_LEVEL = env.log_level("LOG_LEVEL", logging.INFO)
    LOG_FORMAT: str = env.str("LOG_FORMAT", "text", validate=validate.OneOf(["text", "json"]))
    LOG_REQUESTS = env.bool("LOG_REQUESTS", False)
    SLOW_QUERY_MS: int = env.int("SLOW_QUERY_MS", 0, validate=validate.Range(0, 600_000))
    METRICS_TOKEN: str = env.str("METRICS_TOKEN", "")
    SENTRY_DSN: str = env.str("SENTRY_DSN", "")
    SECRET_KEY = env.str("SECRET_KEY", "") or secret_key.kept_in(HOME)
except EnvError as error:
    raise ImproperlyConfigured(f"A setting in the environment cannot be read: {error}") from error

INSTALLED_APPS = [
    "dometracker",
    # Its own pages of the admin are taken away again by ours (quotes/admin/queue.py).
    "procrastinate.contrib.django",
    "quotes",
    "dometracker.admin_site.ArchiveAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "dometracker.deadlines.DeadlineMiddleware",
    # Outside of whatever puts a header on an answer: it is kept as it is sent.
    "quotes.website.kept_answers.KeptAnswersMiddleware",
    "dometracker.cross_origin.CrossOriginMiddleware",
    "dometracker.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "dometracker.static_files.StaticFilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "dometracker.languages.PublicLanguageMiddleware",
    "dometracker.languages.AdminLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "quotes.admin.account.AccountMiddleware",
    "quotes.admin.second_factor.SecondFactorMiddleware",
    "quotes.admin.sessions.SeenMiddleware",
    "dometracker.rate_limits.RateLimitMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Within whatever puts a header on an answer.
    "dometracker.problems.ProblemMiddleware",
]

ROOT_URLCONF = "dometracker.urls"
WSGI_APPLICATION = "dometracker.wsgi.application"

# The public pages are Jinja2 (dometracker/jinja.py). A name that it does not find is looked for by
# Django's own engine, in templates/django and in the apps: the admin.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "dometracker.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "django"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dometracker.sign_in.account_pages",
            ],
        },
    },
]

# Without DATABASE_URL the engine starts the PostgreSQL that comes with the project, at the first
# connection and not before: a command that needs no database starts none.
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)
    if DATABASE_URL
    else {
        "ENGINE": "dometracker.embedded",
        "NAME": "dometracker",
        "HOME": HOME,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
# To compile a query, or to start processes that help with it, takes longer than to run one of ours.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault(
    "options", "-c jit=off -c max_parallel_workers_per_gather=0"
)
# Public answers are kept whole (quotes/website/kept_answers.py): by each process in its own memory,
# or by a Redis or Valkey that all share.
CACHES: dict[str, Any] = {
    # Of share images.
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "answers": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": KEPT_ANSWERS_URL,
        "TIMEOUT": 86_400,
    }
    if KEPT_ANSWERS_URL
    else {
        "BACKEND": "dometracker.memory_cache.MemoryCache",
        "OPTIONS": {"BYTES": KEPT_ANSWERS_MB * 1_000_000},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Accounts are allauth's; its addresses are in dometracker/account_urls.py. Sessions of before it
# name Django's own backend.
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "django.contrib.auth.backends.ModelBackend",
]
ACCOUNT_ADAPTER = "dometracker.account_adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_FORMS = {
    "login": "dometracker.account_forms.SignInForm",
    "reauthenticate": "dometracker.account_forms.ConfirmPasswordForm",
    "change_password": "dometracker.account_forms.NewPasswordForm",
    "reset_password": "dometracker.account_forms.ForgottenPasswordForm",
}
# The archive counts guesses and letters itself (dometracker/guesses.py).
ACCOUNT_RATE_LIMITS: Any = False
MFA_RATE_LIMITS: Any = False
ACCOUNT_SESSION_REMEMBER = True
# One address an account, which changes when a letter to the new one was answered.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_PASSWORD_RESET_TIMEOUT = 86_400
MFA_ADAPTER = "dometracker.account_adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "dometracker.account_forms.CodeForm",
    "reauthenticate": "dometracker.account_forms.ConfirmCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# An administrator vouches for the address of an account.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A browser holds passkeys for https, and for this machine itself.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
PASSWORD_RESET_TIMEOUT = 86_400

LANGUAGE_CODE = "en"
# Each in its own words; public pages in French stand under /fr/ (dometracker/languages.py).
LANGUAGES = [("en", "English"), ("fr", "Français")]
FORMAT_MODULE_PATH = "dometracker.formats"
LOCALE_PATHS = [BASE_DIR / "quotes" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

SECURE_CSP = {
    "default-src": [csp.NONE],
    "script-src": [csp.SELF],
    "style-src": [csp.SELF],
    "img-src": [csp.SELF, "data:"],
    "font-src": [csp.SELF],
    "connect-src": [csp.SELF],
    "form-action": [csp.SELF],
    "base-uri": [csp.NONE],
    "frame-ancestors": [csp.NONE],
    "manifest-src": [csp.SELF],
}
X_FRAME_OPTIONS = "DENY"
# Where a sign-in leads whose ``next`` is no address of this site.
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_LOGOUT_REDIRECT_URL = "admin:login"
CSRF_FAILURE_VIEW = "quotes.admin.errors.csrf_failure"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# The hosts below this one, and a list that browsers carry, bind more than this site.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# A pasted page may be as large as one that is fetched, so that its refusal is a sentence beside the
# field and not an error page (quotes/capture/documents.py has the limit). What a proxy lets through
# is less.
DATA_UPLOAD_MAX_MEMORY_SIZE = 26_000_000

# Seconds that a request may take, and of them for a lock (dometracker/deadlines.py). An editor's
# import of 5,000 rows is one request.
PATIENCE: dict[str, tuple[float, float]] | None = {"public": (10, 2), "desk": (300, 30)}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "dometracker.request_log.LineFormatter"},
        "json": {"()": "dometracker.request_log.JsonFormatter"},
    },
    "filters": {"request": {"()": "dometracker.request_log.WithRequest"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["request"],
        }
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    # It says of each job that it waits, begins, ends, and is put off.
    "loggers": {"procrastinate": {"level": max(LOG_LEVEL, logging.ERROR)}},
}

ARCHIVE_NAME = "DomeTracker"

# The queue of jobs in the database; the worker imports what it does from here.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = ["quotes.capture.tasks"]
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{ARCHIVE_NAME}: "

EMAIL_USE_TLS = MAIL_TLS == "starttls"
EMAIL_USE_SSL = MAIL_TLS == "tls"
if MAIL_URL:
    if not MAIL_FROM:
        raise ImproperlyConfigured("MAIL_URL is set, and MAIL_FROM is not: who writes the letters?")
    try:
        globals().update(mail.settings_of(MAIL_URL))
    except ValueError as error:
        raise ImproperlyConfigured(f"MAIL_URL cannot be read: {error}") from error
EMAIL_BACKEND = mail.SMTP if MAIL_FROM else mail.LOG
DEFAULT_FROM_EMAIL = MAIL_FROM or "archive@localhost"
# Seconds; whoever asks for a letter waits until it is on its way.
EMAIL_TIMEOUT = 8
