"""Settings of the portal, all from the environment (see `.env.sample`).

`PORTAL_ENV` is `production` (the default), `demo` (plain http on this machine) or `test`.
Without a `DATABASE_URL` the values that `make run` wrote to `.local/portal.env` are read.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if not env.str("DATABASE_URL", default=""):
    env.read_env(BASE_DIR / ".local" / "portal.env")


def required(name: str, hint: str) -> str:
    """The value of a setting that has no safe default; stops with a hint when it is missing."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {hint} See .env.sample.")
    return value


PORTAL_ENV = env.str("PORTAL_ENV", default="production")
if PORTAL_ENV not in {"production", "demo", "test"}:
    raise ImproperlyConfigured("PORTAL_ENV must be production, demo or test.")
PRODUCTION, DEMO, TESTING = (PORTAL_ENV == kind for kind in ("production", "demo", "test"))

SECRET_KEY = required("SECRET_KEY", "Give it 50 or more random characters.")
PORTAL_BASE_URL = required(
    "PORTAL_BASE_URL", "It is the address people use, such as https://dco.example.nhs.uk."
).rstrip("/")
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost"])
if PRODUCTION:
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
        raise ImproperlyConfigured("SECRET_KEY must be 50 or more random characters.")
    if not PORTAL_BASE_URL.startswith("https://"):
        raise ImproperlyConfigured("PORTAL_BASE_URL must start with https:// in production.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the portal's host names, not '*'.")
CSRF_TRUSTED_ORIGINS = [PORTAL_BASE_URL]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_forms_gds",
    "govuk_frontend_django",
    "csp",
    "dco_portal.common",
    "dco_portal.audit",
    "dco_portal.organisations",
    "dco_portal.accounts",
    "dco_portal.documents",
    "dco_portal.notifications",
    "dco_portal.work",
    "dco_portal.gaps",
    "dco_portal.children",
    "dco_portal.pages",
    "dco_portal.practice",
    "local_offer",
    "enquiries",
    "referrals",
    "ehcp",
    "inspections",
    "dco_portal.charts",
    "dco_portal.home",
]

MIDDLEWARE = [
    "dco_portal.middleware.RequestIdMiddleware",
    "local_offer.api.edge.FeedEdge",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "dco_portal.middleware.WholeAddressMiddleware",
    "dco_portal.middleware.SharedPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dco_portal.middleware.SessionLimitsMiddleware",
    "dco_portal.middleware.PrivatePagesMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "dco_portal.middleware.ActingAsMiddleware",
    "dco_portal.middleware.RequireMfaMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "dco_portal.middleware.DomainErrorsMiddleware",
]

ROOT_URLCONF = "dco_portal.urls"
WSGI_APPLICATION = "dco_portal.wsgi.application"
ASGI_APPLICATION = "dco_portal.asgi.application"
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
                "dco_portal.home.context.navigation",
            ],
            "builtins": ["django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["gds"]
CRISPY_TEMPLATE_PACK = "gds"


# --- Database -----------------------------------------------------------------------------
def database(url: str) -> dict:
    """Django's database settings from a libpq address; a Unix socket folder may be the host."""
    parts = conninfo_to_dict(url)
    known = {
        key: parts.pop(key, "") or "" for key in ("dbname", "user", "password", "host", "port")
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": known["dbname"],
        "USER": known["user"],
        "PASSWORD": known["password"],
        "HOST": known["host"],
        "PORT": known["port"],
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {"connect_timeout": 3, **parts},
    }


DATABASES = {
    "default": database(
        required("DATABASE_URL", "Start the portal with `make run`, or name a Postgres server.")
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis, Celery ------------------------------------------------------------------------
REDIS_URL = required("REDIS_URL", "Start the portal with `make run`, or name a Redis server.")
CACHES = {
    # Sign-in limits and other shared counters live in Postgres, so that they hold when Redis is away.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        # Django's 300 would let a flood of addresses push the counters of others out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    "retry_on_timeout": False,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "Europe/London"
CELERY_BEAT_SCHEDULE_FILENAME = env.str(
    "CELERY_BEAT_SCHEDULE_FILENAME", default=str(BASE_DIR / ".local" / "beat-schedule")
)

# --- Time, language -----------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

# --- People and sign-in -------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:worklist"
ACCOUNT_ADAPTER = "dco_portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# How many proxies of our own stand before the portal: sign-in limits count the address before them.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PORTAL_BASE_URL.startswith("https") else "http"
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip" if not PRODUCTION else "10/m/ip",
    "login_failed": env.str("LOGIN_FAILED_LIMIT", default="10/m/ip,5/300s/key"),
    "reset_password": "20/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = "SEND health portal"
REQUIRE_MFA = env.bool("REQUIRE_MFA", default=PRODUCTION)
if PRODUCTION and not REQUIRE_MFA and not env.bool("ALLOW_NO_MFA", default=False):
    raise ImproperlyConfigured("REQUIRE_MFA cannot be switched off in production.")
SESSION_IDLE_MINUTES = 30
SESSION_MAX_HOURS = 12
SESSION_COOKIE_AGE = SESSION_MAX_HOURS * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
INVITATION_DAYS = 7

# --- Security headers ---------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# A map beside the Local Offer's lists: pictures from this server, with {z}, {x} and {y}. None without it.
MAP_TILES_URL = env.str("MAP_TILES_URL", default="")
MAP_ATTRIBUTION = env.str("MAP_ATTRIBUTION", default="© OpenStreetMap contributors")
MAP_HOST = (
    ["{0.scheme}://{0.netloc}".format(urlsplit(MAP_TILES_URL.replace("{s}.", "*.")))]
    if MAP_TILES_URL.startswith("http")
    else []
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", *MAP_HOST],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- Files --------------------------------------------------------------------------------
LOCAL_DIR = Path(env.str("PORTAL_DATA_DIR", default=str(BASE_DIR / ".local")))
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "static_built")))
STATICFILES_DIRS = [
    path for path in (BASE_DIR / "static", BASE_DIR / "build" / "static") if path.is_dir()
]
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", default=str(LOCAL_DIR / "private")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_ROOT), "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING
WHITENOISE_AUTOREFRESH = TESTING  # a test's client begins without looking at every file
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=20 * 1024 * 1024)
FILM_MAX_BYTES = env.int("FILM_MAX_BYTES", default=200 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
CLAMD_URL = env.str("CLAMD_URL", default="")

# --- Local Offer: the open feed, and feeds of others ---------------------------------------
FEED_LIMIT = env.int("FEED_LIMIT", default=600)
NINJA_NUM_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT
HARVEST_ALLOW_PRIVATE = env.bool("HARVEST_ALLOW_PRIVATE", default=not PRODUCTION)

# --- Mail ---------------------------------------------------------------------------------
EMAIL_URL = env.str("EMAIL_URL", default="" if PRODUCTION else f"file://{LOCAL_DIR / 'mail'}")
if not EMAIL_URL:
    raise ImproperlyConfigured(
        "EMAIL_URL is not set. Name your mail server, such as "
        "smtp+tls://user:password@mail.example:587. See .env.sample."
    )
if EMAIL_URL.startswith("file://"):
    EMAIL_BACKEND = "dco_portal.notifications.mail.FolderBackend"
    EMAIL_FILE_PATH = EMAIL_URL.removeprefix("file://")
else:
    vars().update(env.email_url("EMAIL_URL", default=EMAIL_URL))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="SEND health portal <portal@demo.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Replies to mails about an enquiry go to this address, each with the key of its thread ("name+key@host").
# Your mail server hands mail for it to `manage.py receive_mail`.
MAIL_IN_ADDRESS = env.str(
    "MAIL_IN_ADDRESS", default="" if PRODUCTION else "enquiries@portal.example"
)
MAIL_IN_MAX_MB = env.int("MAIL_IN_MAX_MB", default=25)

# --- Logging: no personal data; the request id ties lines together (worker and beat too) ----
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "dco_portal.common.logs.RequestIdFilter"},
        "task_error": {"()": "dco_portal.common.logs.TaskErrorFilter"},
    },
    "formatters": {
        "plain": {
            "()": "dco_portal.common.logs.QuietFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["request_id", "task_error"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "celery": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        "pikepdf": {"level": "ERROR"},
        "mail.log": {"level": "WARNING"},  # the SMTP server's lines would show addresses
        "httpx": {"level": "WARNING"},  # its lines would show a feed's address with its key
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
TEST_RUNNER = "django.test.runner.DiscoverRunner"

# Whoever loads the settings (web, worker, command) gets the portal's Celery application as the
# current one, so that every `shared_task` binds to it and not to Celery's default.
import dco_portal.celery  # noqa: E402, F401
