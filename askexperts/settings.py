"""One settings file: the environment decides.

MODE is "local" (a laptop or a demo: the default of manage.py), "test" (set by the test suite) or
"production" (the default of askexperts.wsgi). Every variable read here has a line in .env.example.
"""

import datetime as dt
import os
import re
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
if os.environ.get("MODE") != "test":
    environ.Env.read_env(BASE_DIR / ".env")

MODE = env.str("MODE", default="local")
if MODE not in {"local", "test", "production"}:
    raise ImproperlyConfigured(f'Set MODE to "local", "test" or "production", not "{MODE}".')
IS_PRODUCTION = MODE == "production"

_COPIED = [
    name
    for name in ("ALLOWED_HOSTS", "SITE_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL")
    if "example.org" in env.str(name, default="")
]
if IS_PRODUCTION and _COPIED:
    raise ImproperlyConfigured(f"Write your own names for example.org in {', '.join(_COPIED)}.")

# Error pages that show code and data are for a developer's own machine only.
DEBUG = not IS_PRODUCTION and env.bool("DEBUG", default=False)

# Where a machine without DATABASE_URL keeps its database, media, mail and secret key.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data"))).resolve()


def _secret_key() -> str:
    if key := env.str("SECRET_KEY", default=""):
        return key
    if IS_PRODUCTION:
        raise ImproperlyConfigured(
            "Set SECRET_KEY in the environment: 50 random characters or more. "
            "README.md, “Running it for real”, says how to make one."
        )
    path = DATA_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = _secret_key()
SHORTEST_KEY = 32  # characters
# Salt for the encryption of contact fields; the first entry encrypts, all of them decrypt.
SALT_KEY = [key for key in env.list("SALT_KEY", default=[]) if key]
if not SALT_KEY:
    if IS_PRODUCTION:
        raise ImproperlyConfigured(
            "Set SALT_KEY in the environment: random characters, other ones than in SECRET_KEY. "
            "Names and addresses of askers are encrypted with it. A site that ran without one "
            "writes the first 32 characters of SECRET_KEY there; no others read what it stored."
        )
    SALT_KEY = [SECRET_KEY[:32]]
if IS_PRODUCTION and len(SALT_KEY[0]) < SHORTEST_KEY:
    raise ImproperlyConfigured(
        f"Begin SALT_KEY with a key of {SHORTEST_KEY} random characters or more. A shorter one "
        "that encrypted something stays behind it, after a comma."
    )

ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if IS_PRODUCTION else ["localhost", "127.0.0.1", "[::1]"]
)
# The headers of a proxy are believed only where one stands in front that sets or removes them.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
# Host and port of pages in the own network whose links in answers may be asked whether they answer.
LINK_CHECK_INSIDE = env.list("LINK_CHECK_INSIDE", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# A page that was open for too long gets its form back, not an error.
CSRF_FAILURE_VIEW = "qa.views.asking.csrf_failure"

# Where `make run` serves the site.
PORT = env.str("PORT", default="8000")
if not PORT.isdecimal():
    raise ImproperlyConfigured(f"Set PORT to a number, not “{PORT}”.")

# How the site is reached from outside, for links in mails; without a slash at the end.
SITE_URL = env.str("SITE_URL", default=f"http://localhost:{PORT}").rstrip("/")
if IS_PRODUCTION and not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("Set SITE_URL to the address of the site, with https://.")

# A text of 10 MB gets a plain answer that keeps it; only what is larger still is refused unread.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# How many questions are taken from one network address, for one e-mail address, and in all.
QUESTION_LIMITS = {
    "place_an_hour": env.int("QUESTIONS_FROM_ONE_PLACE_AN_HOUR", default=20),
    "address_a_day": env.int("QUESTIONS_FOR_ONE_ADDRESS_A_DAY", default=5),
    "all_a_minute": env.int("QUESTIONS_IN_ALL_A_MINUTE", default=60),
}
# Seconds from the form to the sent question in which only a program can be so quick; it is put
# aside for a person to look at, not refused. 0 switches that off.
QUICKEST_QUESTION = env.int("QUICKEST_QUESTION", default=3)
# How often "Was this helpful?" is counted from one network address.
PRESSES_AN_HOUR = env.int("PRESSES_FROM_ONE_PLACE_AN_HOUR", default=30)

# How long what is kept, at the most; the worker lets it go every night.
KEEP = {
    "question_months": env.int("KEEP_QUESTIONS_MONTHS", default=12),
    "spam_days": env.int("KEEP_SPAM_DAYS", default=90),
    "contact_days": env.int("KEEP_CONTACT_DAYS", default=90),
    "unsent_days": env.int("KEEP_UNSENT_ADDRESSES_DAYS", default=30),
    "search_months": env.int("KEEP_SEARCHES_MONTHS", default=24),
    "record_years": env.int("KEEP_RECORDS_YEARS", default=6),
}
# What was erased, by random keys, for the day a backup is restored: outside of the database.
ERASURE_LIST = Path(env.str("ERASURE_LIST", default=str(DATA_DIR / "erasures.txt")))

INSTALLED_APPS = [
    "clinics",
    "qa",
    "askexperts.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    # The form renderer below reads the widget templates of this one.
    "django.forms",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "crispy_forms",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_prose_editor",
    "procrastinate.contrib.django",
]

# The reading pages that each web process keeps in memory, in megabytes; 0 keeps none.
PAGE_CACHE_MB = env.int("PAGE_CACHE_MB", default=0 if DEBUG else 64)

MIDDLEWARE = [
    "askexperts.page_cache.middleware.PageCache",
    "askexperts.headers.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "askexperts.indexing.robots_header",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "qa.login.sessions.keep_short",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "askexperts.away.DatabaseAway",
]

ROOT_URLCONF = "askexperts.urls"
WSGI_APPLICATION = "askexperts.wsgi.application"

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
                "clinics.context_processors.addresses",
                "clinics.context_processors.organization",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Without DATABASE_URL the product runs a PostgreSQL of its own: see askexperts.database.
if DATABASE_URL := env.str("DATABASE_URL", default=""):
    if not DATABASE_URL.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured("Set DATABASE_URL to a PostgreSQL database: postgres://…")
    DATABASES = {"default": env.db_url_config(DATABASE_URL, engine="askexperts.database")}
elif IS_PRODUCTION:
    raise ImproperlyConfigured(
        "Set DATABASE_URL in the environment: postgres://user:password@host:5432/name. "
        "README.md, “Running it for real”, says how to make the database."
    )
else:
    DATABASES = {
        "default": {
            "ENGINE": "askexperts.database",
            "EMBEDDED_IN": DATA_DIR,
            "NAME": "postgres",
            "USER": "postgres",
        }
    }

# A page must not wait long for the database; an import, a migration or a backup may.
IS_WEB = env.bool("IS_WEB", default=False)
# No statement here is long enough to gain by being compiled, which takes 30 ms and more.
_session = "-c jit=off -c lock_timeout=10s" + (" -c statement_timeout=15s" if IS_WEB else "")
_added = DATABASES["default"].get("OPTIONS", {})  # behind the "?" of DATABASE_URL
DATABASES["default"]["OPTIONS"] = {
    "connect_timeout": 5,
    "application_name": "askexperts-web" if IS_WEB else "askexperts",
    # A server that has vanished from the network is noticed after so many milliseconds.
    **({"tcp_user_timeout": 5000} if IS_WEB else {}),
    **_added,
    "options": f"{_session} {_added.get('options', '')}".rstrip(),  # The last one of a name counts.
}
# Each thread of a web process keeps its connection; one that fails says so at once, and a pool
# would wait for a better one.
DATABASES["default"]["CONN_MAX_AGE"] = None if IS_WEB else 0
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Staff come in by name, password and second factor, or by a passkey alone; qa.login says the rest.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
# Nothing happened for so long: logged out, after a warning; and in any case after a day's work.
DESK_IDLE_SECONDS = env.int("DESK_IDLE_SECONDS", default=15 * 60)
DESK_WARNING_SECONDS = min(120, DESK_IDLE_SECONDS // 2)
DESK_LONGEST_SECONDS = env.int("DESK_LONGEST_SECONDS", default=12 * 60 * 60)

ACCOUNT_ADAPTER = "qa.login.adapters.DeskAccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {"login": "qa.login.forms.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_SESSION_COOKIE_AGE = DESK_IDLE_SECONDS
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
MFA_ADAPTER = "qa.login.adapters.DeskFactorAdapter"
MFA_FORMS = {
    "activate_totp": "qa.login.forms.NewAppForm",
    "add_webauthn": "qa.login.forms.NewPasskeyForm",
    "authenticate": "qa.login.forms.CodeForm",
    "authenticate_webauthn": "qa.login.forms.PasskeyAsFactorForm",
    "login_webauthn": "qa.login.forms.PasskeyLoginForm",
    "reauthenticate": "qa.login.forms.ConfirmCodeForm",
    "reauthenticate_webauthn": "qa.login.forms.ConfirmPasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# Clocks of phones differ, and people type slowly; qa.login.factors takes each code once.
MFA_TOTP_TOLERANCE = 1
# A passkey stands for both factors, so the device has to make sure whose hand it is in.
MFA_WEBAUTHN_USER_VERIFICATION = "required"

# Five wrong passwords lock a name at one network address for a while, and nowhere else.
AXES_CLIENT_IP_CALLABLE = "qa.login.lockout.address"
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_CALLABLE = "qa.login.lockout.say_when"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
# What was typed into other fields is not kept with the count.
AXES_SENSITIVE_PARAMETERS = ["login", "code", "credential", "next", "csrfmiddlewaretoken"]

CACHES = {
    # Counts of tries, which all processes must see.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "login_counts",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # What a page needs while the database is away.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# The folder of the model for search by meaning; "" is the installed one, if any; "off" is none.
SEMANTIC_MODEL = env.str("SEMANTIC_MODEL", default="")

LANGUAGE_CODE = "en-us"
TIME_ZONE = env.str("TIME_ZONE", default="America/Los_Angeles")
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "askexperts.stylesheets.JoinedFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(DATA_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "clinics.media.MediaStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
if IS_PRODUCTION:  # `collectstatic` gives names with a fingerprint; elsewhere files lie in static/.
    STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
    STORAGES["staticfiles"]["BACKEND"] = "whitenoise.storage.CompressedManifestStaticFilesStorage"

# Without EMAIL_URL mail goes to files that can be read, or to the mail server of this machine.
if EMAIL_URL := env.str("EMAIL_URL", default="smtp://localhost:25" if IS_PRODUCTION else ""):
    is_safe = re.match(r"smtp\+(tls|ssl)://|smtp://(localhost|127\.0\.0\.1)\b", EMAIL_URL)
    if IS_PRODUCTION and not is_safe:
        raise ImproperlyConfigured("Start EMAIL_URL with smtp+tls:// or smtp+ssl://.")
    vars().update(env.email_url_config(EMAIL_URL))
    if urlsplit(EMAIL_URL).scheme.startswith("smtp"):
        EMAIL_BACKEND = "qa.mail.CarefulBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="")
if not DEFAULT_FROM_EMAIL:
    if IS_PRODUCTION:
        raise ImproperlyConfigured(
            "Set DEFAULT_FROM_EMAIL to the name and address that letters are from."
        )
    DEFAULT_FROM_EMAIL = "Ask Our Experts <ask@localhost>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

CRISPY_ALLOWED_TEMPLATE_PACKS = "forms"
CRISPY_TEMPLATE_PACK = "forms"
# A mistyped field name in a layout must fail, not vanish from the page.
CRISPY_FAIL_SILENTLY = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        # The nonce is written only where a page asks for it: the editor's import map in the admin.
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}

SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

if IS_PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz(/worker)?$"]
    SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=365 * 24 * 60 * 60)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # Browsers' built-in lists are for whole domains; the owner of the domain decides about them.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # The prefix makes browsers refuse the cookie from any other host or over plain HTTP.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "production": {"()": "askexperts.logs.JsonFormatter"},
        "local": {"format": "{levelname:<7} {name}: {message}", "style": "{"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "production" if IS_PRODUCTION else "local",
        }
    },
    "root": {"handlers": ["stderr"], "level": "INFO" if IS_PRODUCTION else "WARNING"},
    "loggers": {
        # Django would mail the form data of a failed request to the administrators.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # A page that does not exist is no event.
        "django.request": {"level": "ERROR"},
        # It warns of every HEAD request, whose body it drops by itself.
        "gunicorn.http.wsgi": {"level": "ERROR"},
        "procrastinate.blueprints": {"level": "WARNING"},
        "procrastinate.periodic": {"level": "WARNING"},
        # It writes the name and the network address of whoever mistyped a password.
        "axes": {"level": "CRITICAL"},
    },
}
