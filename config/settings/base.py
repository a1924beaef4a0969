"""Settings shared by every environment. No secret has a default here."""

from pathlib import Path

import django_stubs_ext
import environ
from django.utils.translation import gettext_lazy as _

from config.settings.browsers import *
from config.settings.files import evidence_store
from config.settings.reading import (
    NO_MAIL,
    data_keys,
    from_base64,
    key_list,
    last_days,
    mail_server,
    number,
    public_key_list,
)
from config.settings.second_factor import *
from config.settings.work import *

django_stubs_ext.monkeypatch()  # lets ModelAdmin[Testimony] run, not only type-check

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.FileAwareEnv()  # every NAME may come as NAME_FILE, a mounted secret


LOCAL = False  # True only where nothing is real: local and test settings
HOME = Path(env("ATMINTIS_HOME", default=str(BASE_DIR / "var"))).resolve()

SECRET_KEY = env("SECRET_KEY", default="")
DATA_KEYS = data_keys(env("DATA_KEYS", default=""))
INDEX_KEY = from_base64(env("INDEX_KEY", default=""))
RECEIPT_KEY = from_base64(env("RECEIPT_KEY", default=""))
CHECKPOINT_KEYS = key_list(env("CHECKPOINT_KEY", default=""))
PAST_CHECKPOINT_KEYS = public_key_list(env("PAST_CHECKPOINT_KEYS", default=""))

DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
SITE_URL = env("SITE_URL", default="").rstrip("/")

INSTALLED_APPS = [
    "config",
    "accounts",
    "testimonies",
    "petitions",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_celery_beat",
]

MIDDLEWARE = [
    "config.middleware.kept_for_a_moment",
    "config.middleware.database_outage",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.private_by_default",
    "config.middleware.one_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.middleware.no_null_in_addresses",
    "config.middleware.only_by_a_button",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.short_way.begins",  # whoever signs or confirms passes by the rest
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.suspended.kept_sealed",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.staff_need_a_second_factor",
    "config.short_way.ends",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "config.context.page",
            ]
        },
    },
    {  # plain text: nothing is escaped for HTML in a mail
        "NAME": "text",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "emails"],
        "OPTIONS": {"autoescape": False},
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.db("DATABASE_URL", default="postgres:///atmintis")}
DATABASES["default"]["CONN_MAX_AGE"] = None  # a new connection costs more than the request
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
PGBOUNCER = env.bool("PGBOUNCER", default=False)
# PgBouncer in transaction mode must work, so no server-side cursors outlive a transaction.
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = PGBOUNCER
DATABASES["default"].setdefault("OPTIONS", {})["connect_timeout"] = 3
if not PGBOUNCER:  # the same statements all day: PostgreSQL plans each of them once a connection
    DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 3}

REDIS_URL = env("REDIS_URL", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
ACCOUNT_ADAPTER = "config.sign_in.OutboxAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # staff accounts are made by an administrator
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_USER_DISPLAY = "accounts.adapters.shown_as"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody makes us write to strangers
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
STAFF_NEED_SECOND_FACTOR = True
SOCIALACCOUNT_ADAPTER = "config.sign_in.SignersSocialAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
OIDC_PROVIDERS = env("OIDC_PROVIDERS", default="")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("et", _("Estonian")),
    ("lt", _("Lithuanian")),
    ("lv", _("Latvian")),
    ("pl", _("Polish")),
    ("uk", _("Ukrainian")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]  # Django's own Estonian formats are American
USE_I18N = True
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", default="Europe/Tallinn")
LANGUAGE_COOKIE_SAMESITE = "Lax"

SESSION_ENGINE = "accounts.sessions"  # in PostgreSQL: Redis may be emptied at any moment
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = True  # one cookie, not two
CSRF_FAILURE_VIEW = "config.pages.form_expired"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
FILES_URL = env("FILES_URL", default="")
FILES_KEY_ID, FILES_SECRET = env("FILES_KEY_ID", default=""), env("FILES_SECRET", default="")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "evidence": evidence_store(FILES_URL, HOME, FILES_KEY_ID, FILES_SECRET),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = HOME / "files"
UPLOADS_ROOT = HOME / "uploads"  # files on their way; on one disk for all web processes
BUNDLES_ROOT = HOME / "bundles"
DROP_ROOT = HOME / "drop"
GATEWAY_ROOT = HOME / "gateway"  # programs of delivery networks take bundles from here
CARDS_ROOT = HOME / "cards"  # pictures of petitions; what is missing is made again
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024  # a book; Cyrillic takes six bytes a letter
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = ["testimonies.evidence.size_limit.NoFiles"]  # pages that take files say so
EVIDENCE_MAX_BYTES = 25 * 1024 * 1024
PAPER_MAX_BYTES = 256 * 1024 * 1024  # a scan that a browser sends in pieces
UPLOAD_MAX_BYTES = 4 * 1024**3  # three hours of video from a telephone
CASE_MAX_BYTES = 12 * 1024**3
CONTAINER_MAX_BYTES = 10 * 1024 * 1024  # a signed statement has some hundred kilobytes
SIGNERS_PER_MAILBOX = number(env("SIGNERS_PER_MAILBOX", default="5"))  # a family at one address
SHORT_ANSWER = 40  # what is longer than this is given back when a form has expired

EMAIL_CONFIG = mail_server(env("EMAIL_URL", default=NO_MAIL))
if EMAIL_CONFIG["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
    EMAIL_CONFIG["EMAIL_BACKEND"] = "testimonies.letters.courier.Backend"
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="")
BOUNCE_ADDRESS = env("BOUNCE_ADDRESS", default="")  # bounces@… of a server that pipes to us
#: Browsers do a sum before they send the form under a petition; who sends none is looked at first.
ALTCHA = env.bool("ALTCHA", default=False)
CLAMAV_URL = env("CLAMAV_URL", default="")
#: {name, such as sha512, rsa2048 or ecdsa256: the last day on which it is trusted}
ALGORITHMS_END = last_days(env("ALGORITHMS_END", default=""))
ESCROW_CERTIFICATE = (
    Path(env("ESCROW_CERTIFICATE")) if env("ESCROW_CERTIFICATE", default="") else None
)
ESCROW_KEY = env("ESCROW_KEY", default="")
OCSP_URL = env("OCSP_URL", default="")
SEAL_ARCHIVE = env.bool("SEAL_ARCHIVE", default=False)  # keep archive copies of what was released
SEAL_P12 = Path(env("SEAL_P12")) if env("SEAL_P12", default="") else None
SEAL_P12_PASSWORD = env("SEAL_P12_PASSWORD", default="")
SEAL_PKCS11_MODULE = (
    Path(env("SEAL_PKCS11_MODULE")) if env("SEAL_PKCS11_MODULE", default="") else None
)
SEAL_PKCS11_TOKEN = env("SEAL_PKCS11_TOKEN", default="")
SEAL_PKCS11_KEY = env("SEAL_PKCS11_KEY", default="")
SEAL_PKCS11_PIN = env("SEAL_PKCS11_PIN", default="")
SEAL_CHAIN = Path(env("SEAL_CHAIN")) if env("SEAL_CHAIN", default="") else None
TRUST_STORE = Path(env("TRUST_STORE")) if env("TRUST_STORE", default="") else None
TSA_URL = env("TSA_URL", default="")
TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", default=[])
HELP_PHONE = env("HELP_PHONE", default="")
HELP_HOURS = env("HELP_HOURS", default="")
HELP_EMAIL = env("HELP_EMAIL", default="")
POSTAL_ADDRESS = env("POSTAL_ADDRESS", default="")  # where sheets of paper are sent to
REMINDER_DAYS = [number(each) for each in env("REMINDER_DAYS", default="14 30 44").split()]

CACHES = {
    "default": {
        "BACKEND": "config.forgiving_cache.ForgivingRedisCache",
        # Celery and redis-py write the address of a socket differently.
        "LOCATION": REDIS_URL.replace("redis+socket:", "unix:").replace("virtual_host=", "db="),
        "OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 0.2},
    }
}

CELERY_BROKER_URL = REDIS_URL
CELERY_TIMEZONE = TIME_ZONE

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_bodies": {"()": "config.logs.WithoutBodies"}},
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "filters": ["no_bodies"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "asyncssh": {"level": "WARNING"},
        "fido2": {"level": "WARNING"},  # it names the key of whoever signs in
    },
}
