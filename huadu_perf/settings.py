"""Settings: everything that differs by installation comes from the environment; works with none at all."""

import os
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

# openpyxl takes lxml where it finds it (python-docx brings it): other bytes for the same rows, and not behind defusedxml.
os.environ.setdefault("OPENPYXL_LXML", "False")

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))


def env_bool(name: str, default: bool) -> bool:
    """A switch from the environment; refuses anything but 1/0, true/false, yes/no, on/off."""
    words = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }
    value = env.str(name, default="").strip().lower()
    if not value:
        return default
    if value not in words:
        raise ImproperlyConfigured(f"环境变量 {name} 的值“{value}”不对，只能是 1 或 0。")
    return words[value]


def env_int(name: str, default: int) -> int:
    """A whole number ≥ 0 from the environment."""
    value = env.str(name, default="").strip()
    if not value:
        return default
    if not value.isdecimal():
        raise ImproperlyConfigured(f"环境变量 {name} 的值“{value}”不对，应为整数。")
    return int(value)


def env_database(default: str) -> dict[str, Any]:
    """The database of DATABASE_URL: SQLite or PostgreSQL, nothing else."""
    if env.str("DATABASE_URL", default="").partition("://")[0] not in (
        "",
        "sqlite",
        "postgres",
        "postgresql",
    ):
        raise ImproperlyConfigured(
            "环境变量 DATABASE_URL 的写法不对，应为 postgres://用户:密码@主机/库名 或 sqlite:///文件路径。"
        )
    database: dict[str, Any] = env.db_url("DATABASE_URL", default=default)
    return database


def env_secret(debug: bool) -> str:
    """The secret key; only a development server may start without one of its own."""
    value = env.str("SECRET_KEY", default="")
    if value and not debug and len(value) < 32:
        raise ImproperlyConfigured("环境变量 SECRET_KEY 太短：至少 32 个字符。")
    if not value and not debug:
        raise ImproperlyConfigured("DEBUG=0 时必须用环境变量 SECRET_KEY 给出密钥（至少 50 个随机字符）。")
    return value or "development-only-key-never-used-when-debug-is-off"


DEBUG = env_bool("DEBUG", default=True)
SECRET_KEY = env_secret(DEBUG)
HTTPS = env_bool("HTTPS", default=not DEBUG)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "bootstrap",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "huadu_perf",
    "accounts",
    "budgets",
    "evaluations",
    "reports",
]

MIDDLEWARE = [
    "huadu_perf.headers.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    *([] if DEBUG else ["whitenoise.middleware.WhiteNoiseMiddleware"]),
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.IdleMiddleware",
    "accounts.middleware.LoginMiddleware",
    "accounts.middleware.RightsMiddleware",
    "accounts.middleware.FirstPasswordMiddleware",
    "accounts.middleware.SecurityLogMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "accounts.middleware.PostedAddressMiddleware",
]

ROOT_URLCONF = "huadu_perf.urls"
WSGI_APPLICATION = "huadu_perf.wsgi.application"

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
            ],
            "builtins": ["huadu_perf.templatetags.ui"],
        },
    }
]

# Writes wait instead of failing, and lose nothing at a power cut (docs/decisions/0003).
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;",
}
DATABASES = {"default": env_database(f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
# Opening SQLite with its 200 triggers takes 5 ms: connections are kept.
DATABASES["default"]["CONN_MAX_AGE"] = env_int("CONN_MAX_AGE", default=60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": env_int("PASSWORD_MIN_LENGTH", default=10)},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "evaluations:dashboard"
LOGOUT_REDIRECT_URL = "accounts:login"
SESSION_COOKIE_AGE = env_int("SESSION_HOURS", default=8) * 3600
# Without a click or a save for so long, the login ends; 0 leaves only the hours.
SESSION_IDLE_MINUTES = env_int("SESSION_IDLE_MINUTES", default=30)
SESSION_SAVE_EVERY_REQUEST = False
# Per name and address, so that one bad typist does not lock out an office behind one address.
AXES_FAILURE_LIMIT = env_int("LOGIN_FAILURES", default=5)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_CLIENT_IP_CALLABLE = "accounts.addresses.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "huadu_perf.static_files.UsedFiles",
]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # no page names the others
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Evidence lies outside the static tree and is served only through a permission check.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
MEDIA_URL = ""
FILE_UPLOAD_PERMISSIONS = 0o640
EVIDENCE_MAX_BYTES = env_int("EVIDENCE_MAX_MB", default=20) * 1024 * 1024
EVIDENCE_MAX_FILES = env_int("EVIDENCE_MAX_FILES", default=300)
# How long typing must rest before a draft of it is stored.
DRAFT_PAUSE_MS = env_int("DRAFT_PAUSE_MS", default=1500)
# /readyz is red when media or var have less room.
READY_FREE_BYTES = env_int("READY_FREE_MB", default=1024) * 1024 * 1024
# Scans of issued reports with the seal on them: a colour scan of 60 pages has 30 MB.
STAMPED_MAX_BYTES = env_int("STAMPED_MAX_MB", default=50) * 1024 * 1024
STAMPED_MAX_FILES = env_int("STAMPED_MAX_FILES", default=20)
# 报告核验 is open to everybody: how large a file it reads, and how often one address may ask in a minute.
VERIFY_MAX_BYTES = env_int("VERIFY_MAX_MB", default=50) * 1024 * 1024
VERIFY_PER_MINUTE = env_int("VERIFY_PER_MINUTE", default=30)
# An office's own licensed fonts (方正小标宋, 仿宋_GB2312, 楷体_GB2312, 黑体) are looked for here first.
FONT_DIR = Path(env.str("FONT_DIR", default=str(VAR_DIR / "fonts" / "office")))
FANDOL_DIR = VAR_DIR / "fonts" / "fandol"
# The same fonts prepared for layout (reports/prepared_fonts.py); may be emptied at any time.
FONT_CACHE_DIR = VAR_DIR / "cache" / "fonts"
# Spreads lines of Chinese over the whole width (reports/justification.py, private names of one WeasyPrint release).
REPORT_JUSTIFY = env_bool("REPORT_JUSTIFY", default=True)
# pdf/ua-1 (tagged for screen readers), or for an archive pdf/a-2a, pdf/a-3a (tagged too).
REPORT_PDF_VARIANT = env.str("REPORT_PDF_VARIANT", default="pdf/ua-1")
# As many rows as a section may have (evaluations/domain/sections.py MAX_ROWS), with all their fields and keys.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 24_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "__Host-sid" if HTTPS else "sid"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_FAILURE_VIEW = "accounts.views.login.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
# Whatever watches the server asks it directly, past the proxy that ends HTTPS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if env_bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    AXES_IPWARE_PROXY_COUNT = 1  # read by accounts/addresses.py
SIGNED_COOKIE_LEGACY_SALT_FALLBACK = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"incident": {"()": "huadu_perf.failures.IncidentFilter"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {incident}{message}", "style": "{"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["incident"], "formatter": "line"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
