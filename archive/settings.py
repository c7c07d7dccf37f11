"""Settings, read from the environment alone; each is checked here and fails with a sentence that says what to do."""

import os
import secrets
import sys
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from archive.capture.addresses import read_hosts as fetch_hosts
from archive.capture.page import CaptureError

BASE_DIR = Path(__file__).resolve().parent.parent


def read(name: str, default: str = "") -> str:
    """Return the setting `name` as it stands in the environment, without the space around it."""
    return os.environ.get(name, "").strip() or default


def read_bool(name: str, default: bool) -> bool:
    """Return the yes/no setting `name`; anything but 1/0, true/false, yes/no, on/off is refused."""
    value = read(name).casefold()
    if value in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return value in {"1", "true", "yes", "on"} if value else default
    raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0.")


def read_int(name: str, default: int, least: int) -> int:
    """Return the whole number `name`, at least `least`."""
    value = read(name, default=str(default))
    if value.isascii() and value.isdigit() and int(value) >= least:
        return int(value)
    raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number of {least} or more.")


def read_list(name: str) -> list[str]:
    """Return the values of `name`, which commas separate."""
    return [value.strip() for value in read(name).split(",") if value.strip()]


def read_hosts() -> list[str]:
    """Return ALLOWED_HOSTS; an address or a port in it would match no request, and is refused."""
    hosts = read_list("ALLOWED_HOSTS")
    for host in hosts:
        if "/" in host or (":" in host and not host.startswith("[")) or "]:" in host:
            raise ImproperlyConfigured(
                f"ALLOWED_HOSTS has {host!r}; write names of hosts alone, such as archive.example.org, "
                "without https:// and without a port."
            )
    return hosts


def read_origins() -> list[str]:
    """Return CSRF_TRUSTED_ORIGINS, each with its scheme."""
    origins = read_list("CSRF_TRUSTED_ORIGINS")
    for origin in origins:
        if not origin.startswith(("https://", "http://")):
            raise ImproperlyConfigured(
                f"CSRF_TRUSTED_ORIGINS has {origin!r}; write the scheme too: https://archive.example.org."
            )
    return origins


def read_fetch_hosts() -> frozenset[str]:
    """Return the hosts that may be fetched whatever their addresses are."""
    try:
        return fetch_hosts(read("ARCHIVE_FETCH_ALLOW"))
    except CaptureError as error:
        raise ImproperlyConfigured(f"ARCHIVE_FETCH_ALLOW: {error}. Write intranet.example, 10.0.0.5:8080.") from error


def read_zone(name: str, default: str) -> str:
    """Return the IANA time zone `name`."""
    value = read(name, default=default)
    try:
        ZoneInfo(value)
    except Exception as error:
        raise ImproperlyConfigured(f"{name} is {value!r}, which is no IANA time zone such as Europe/Paris.") from error
    return value


def read_data_dir() -> Path:
    """Return the folder that holds captures, the SQLite database and the kept key, made if it is missing."""
    value = read("ARCHIVE_DATA", default=str(BASE_DIR / "var"))
    try:
        folder = Path(value).expanduser().resolve()
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:  # RuntimeError: ~somebody who has no home
        reason = getattr(error, "strerror", None) or error
        raise ImproperlyConfigured(f"ARCHIVE_DATA names {value}, which cannot be made: {reason}.") from error
    return folder


def kept_key(folder: Path) -> str:
    """Return the secret key kept in `folder`, making one the first time (readable by its owner alone)."""
    path = folder / "secret_key"
    try:
        if not path.exists():
            make_key(path)
        key = path.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it holds no text"
        raise ImproperlyConfigured(
            f"The key cannot be kept in {path}: {reason}. Set ARCHIVE_DATA to a folder that can be written."
        ) from error
    if not key:
        raise ImproperlyConfigured(f"{path} is empty. Remove it, and a new key is made.")
    return key


def make_key(path: Path) -> None:
    """Write a new key to `path` unless another process is there first; the file is never seen half written."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix="secret_key.")  # mode 0600
    try:
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(64))
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)


def read_database(folder: Path) -> dict:
    """Return Django's database settings from DATABASE_URL (default: SQLite in `folder`)."""
    url = read("DATABASE_URL")
    kept = read_int("DATABASE_CONN_MAX_AGE", default=60, least=0)
    if not url:
        return sqlite_database(str(folder / "archive.sqlite3"), kept)
    if not url.startswith(("sqlite://", "postgres://", "postgresql://")):
        raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:// or postgres://; see README.md for its form.")
    form = (
        "write postgres://user:password@host:5432/name (in the password %2F for /, %40 for @, %25 for %) "
        "or sqlite:////folder/archive.sqlite3."
    )
    try:
        database = environ.Env.db_url_config(url)
    except Exception as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read; {form}") from error
    if database["NAME"] in {"", ":memory:"}:
        raise ImproperlyConfigured(f"DATABASE_URL names no database; {form}")
    if url.startswith("sqlite://"):
        return sqlite_database(str(database["NAME"]), kept)
    database["CONN_MAX_AGE"] = kept
    database["CONN_HEALTH_CHECKS"] = True
    return database


def sqlite_database(name: str, kept: int) -> dict:
    """Return Django's settings for the SQLite database in the file `name`, connections to which are kept so long."""
    # FULL: what a command says is kept is kept when the power fails, as the records of captures are.
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728;"
    options = {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": pragmas}
    # To open it, and to read what tables it has, takes longer than most statements.
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "CONN_MAX_AGE": kept, "OPTIONS": options}


TESTING = "pytest" in sys.modules
DEMO = read_bool("ARCHIVE_DEMO", default=False)
DEBUG = read_bool("DEBUG", default=False)

ARCHIVE_DATA = read_data_dir()

SECRET_KEY = read("SECRET_KEY") or kept_key(ARCHIVE_DATA)
ALLOWED_HOSTS = read_hosts()
if DEMO:
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = read_origins()


def serving_refused() -> str:
    """Return why the site may not be served with these settings, or an empty string."""
    needed = {"SECRET_KEY": read("SECRET_KEY"), "ALLOWED_HOSTS": ALLOWED_HOSTS}
    missing = [name for name, value in needed.items() if not value]
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
    # Not rest_framework: its own pages, with the scripts that they bring along, are nowhere given out.
    "drf_spectacular",
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


def static_storage() -> str:
    """Return the storage of static files; packing them takes longer than the rest of the demonstration."""
    if PLAIN_STATIC:
        return "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEMO:
        return "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    return "whitenoise.storage.CompressedManifestStaticFilesStorage"


STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": static_storage()},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = PLAIN_STATIC

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
# Hosts ("intranet.example", "10.0.0.5:8080") whose pages may be fetched though their addresses are not public.
ARCHIVE_FETCH_ALLOW = read_fetch_hosts()
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "archive.api.problems.answer",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "TITLE": "Dossier",
    "DESCRIPTION": (
        "The archive for programs: what its pages show, as JSON. Everything is public and only read; nobody is asked "
        "for a key. Answers have an ETag, to be sent back in If-None-Match. What goes wrong comes as a problem "
        "(RFC 9457), with its reason in the language of the request. Texts are counted in Unicode code points."
    ),
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/",
    "SORT_OPERATION_PARAMETERS": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "archive.api.schema.finish"],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Robots try any host; each would fill a screen of the log.
    "loggers": {"django.security.DisallowedHost": {"handlers": [], "propagate": False}},
}
