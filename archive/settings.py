"""Settings, read from the environment alone; each is checked here and fails with a sentence that says what to do."""

import os
import secrets
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()


def read_bool(name: str, default: bool) -> bool:
    """Return the yes/no setting `name`; anything but 1/0, true/false, yes/no, on/off is refused."""
    value = env.str(name, default="").strip().casefold()
    if value in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return value in {"1", "true", "yes", "on"} if value else default
    raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0.")


def read_int(name: str, default: int, least: int) -> int:
    """Return the whole number `name`, at least `least`."""
    value = env.str(name, default=str(default)).strip()
    if value.isascii() and value.isdigit() and int(value) >= least:
        return int(value)
    raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number of {least} or more.")


def read_zone(name: str, default: str) -> str:
    """Return the IANA time zone `name`."""
    value = env.str(name, default=default).strip()
    try:
        ZoneInfo(value)
    except Exception as error:
        raise ImproperlyConfigured(f"{name} is {value!r}, which is no IANA time zone such as Europe/Paris.") from error
    return value


def read_data_dir() -> Path:
    """Return the folder that holds captures, the SQLite database and the kept key, made if it is missing."""
    folder = Path(env.str("ARCHIVE_DATA", default=str(BASE_DIR / "var"))).expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"ARCHIVE_DATA names {folder}, which cannot be made: {error.strerror}.") from error
    return folder


def kept_key(folder: Path) -> str:
    """Return the secret key kept in `folder`, making one the first time (readable by its owner alone)."""
    path = folder / "secret_key"
    try:
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as handle:
                handle.write(secrets.token_urlsafe(64))
        return path.read_text().strip()
    except FileExistsError:
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The key cannot be kept in {path}: {error.strerror}. Set ARCHIVE_DATA to a folder that can be written."
        ) from error


def read_database(folder: Path) -> dict:
    """Return Django's database settings from DATABASE_URL (default: SQLite in `folder`)."""
    url = env.str("DATABASE_URL", default="") or f"sqlite:///{folder / 'archive.sqlite3'}"
    try:
        database = environ.Env.db_url_config(url)
    except Exception as error:
        raise ImproperlyConfigured("DATABASE_URL cannot be read; see README.md for its form.") from error
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;",
        }
    elif database["ENGINE"] == "django.db.backends.postgresql":
        database["CONN_MAX_AGE"] = read_int("DATABASE_CONN_MAX_AGE", default=60, least=0)
        database["CONN_HEALTH_CHECKS"] = True
    else:
        raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:// or postgres://.")
    return database


TESTING = "pytest" in sys.modules
DEMO = read_bool("ARCHIVE_DEMO", default=False)
DEBUG = read_bool("DEBUG", default=False)

ARCHIVE_DATA = read_data_dir()

SECRET_KEY = env.str("SECRET_KEY", default="") or kept_key(ARCHIVE_DATA)
ALLOWED_HOSTS = [host.strip() for host in env.str("ALLOWED_HOSTS", default="").split(",") if host.strip()]
if DEMO:
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [
    origin.strip() for origin in env.str("CSRF_TRUSTED_ORIGINS", default="").split(",") if origin.strip()
]


def serving_refused() -> str:
    """Return why the site may not be served with these settings, or an empty string."""
    missing = [name for name in ("SECRET_KEY", "ALLOWED_HOSTS") if not env.str(name, default="").strip()]
    if DEMO or not missing:
        return ""
    return f"Set {' and '.join(missing)} before serving (`manage.py demo` needs neither); README.md lists the settings."


SERVING_REFUSED = serving_refused()

INSTALLED_APPS = [
    "archive",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "archive.urls"
WSGI_APPLICATION = "archive.wsgi.application"

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
                "django.template.context_processors.i18n",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

DATABASES = {"default": read_database(ARCHIVE_DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "admin:login"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "archive" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = read_zone("TIME_ZONE", default="UTC")

STATIC_URL = "/static/"
STATIC_ROOT = ARCHIVE_DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
PLAIN_STATIC = DEBUG or TESTING
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if PLAIN_STATIC
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = PLAIN_STATIC

# Over plain http (the demonstration, or a proxy that is not told about) secure cookies would lock everyone out.
HTTPS = read_bool("ARCHIVE_HTTPS", default=not (DEMO or DEBUG or TESTING))
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = read_int("HSTS_SECONDS", default=31_536_000 if HTTPS else 0, least=0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if read_bool("TRUST_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# Bounds on what one page may bring in; a larger file is refused before it is read.
ARCHIVE_MAX_PAGE_BYTES = read_int("ARCHIVE_MAX_PAGE_BYTES", default=32 * 1024 * 1024, least=1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
