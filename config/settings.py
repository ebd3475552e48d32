"""Settings. Those that differ between installations come from the environment (see `.env.example`)."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dj_database_url
import structlog
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import env as environment
from core import task_queues
from core.logs import add_facts, describe_errors, hide_secrets, log_uncaught, scrub
from core.reports import start_reports

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules
# Tests must not depend on the `.env` file of one machine.
env = environment.Env(os.environ) if TESTING else environment.load(BASE_DIR)
DEBUG = env.flag("DJANGO_DEBUG")
LOCAL = DEBUG or TESTING
# What says that this machine serves the public. The demo refuses to be on it, even with DJANGO_DEBUG.
SIGNS_OF_PRODUCTION = environment.signs_of_production(env) if not TESTING else []

# Security

SECRET_KEY = (
    "not-secret-and-only-for-development-on-this-machine"
    if LOCAL
    else env.required(
        "DJANGO_SECRET_KEY", "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )
)
# What seals the audit trail (`core.seals`). The first one seals; former ones, behind it, are still known.
AUDIT_KEYS = env.words("AUDIT_KEYS") or [
    f"audit-{SECRET_KEY}"
    if LOCAL
    else env.required(
        "AUDIT_KEYS",
        "They seal the audit trail. Make one as for DJANGO_SECRET_KEY, and not the same.",
    )
]
ALLOWED_HOSTS = env.words("DJANGO_ALLOWED_HOSTS") or (
    ["localhost", "127.0.0.1", "[::1]", "testserver"] if LOCAL else []
)
if not ALLOWED_HOSTS:
    raise environment.SettingsError(
        "DJANGO_ALLOWED_HOSTS is not set. Write the site's host name, such as safer.example.org."
    )
CSRF_TRUSTED_ORIGINS = env.words("DJANGO_CSRF_TRUSTED_ORIGINS")
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # monitoring calls it without TLS
SECURE_SSL_REDIRECT = not LOCAL and env.flag("DJANGO_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 0 if LOCAL else env.number("DJANGO_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL and env.flag("DJANGO_HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = not LOCAL and env.flag("DJANGO_HSTS_PRELOAD")
SILENCED_SYSTEM_CHECKS = [
    "security.W021"
]  # browsers' own lists take a domain for years: a choice of its owner
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("DJANGO_BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
# Browsers take a cookie with this prefix only from this very host and over TLS: no neighbour plants one.
COOKIE_PREFIX = "" if LOCAL else "__Host-"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
# Says that someone has signed in on this device before (`accounts.known_devices`); it lets nobody in.
DEVICE_COOKIE_NAME = f"{COOKIE_PREFIX}device"
DEVICE_COOKIE_AGE = 60 * 60 * 24 * 365
MESSAGE_STORAGE = "core.messages.Messages"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_FAILURE_VIEW = "core.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
# What no page asks a browser for. The search asks where someone is, if they press its button.
PERMISSIONS_POLICY = (
    "geolocation=(self), accelerometer=(), browsing-topics=(), camera=(), display-capture=(), "
    "gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()"
)
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

TILES = env.text("MAP_TILES_URL")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", *env.words("MAP_TILES_ORIGIN")],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# Apps, from the top layer down

INSTALLED_APPS = [
    "demo",
    "api",
    "desk",
    "insight",
    "planning",
    "matching",
    "initiatives",
    "volunteers",
    "groups",
    "strategy",
    "places",
    "notifications",
    "accounts",
    "core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "django_tasks",
    "django_tasks_db",
    "health_check",
    "django_structlog",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]
if LOCAL and find_spec("django_linear_migrations"):  # a development tool that `run.py serve` does without
    INSTALLED_APPS.append("django_linear_migrations")

MIDDLEWARE = [
    "core.middleware.AnswerProbes",
    *([] if LOCAL else ["demo.middleware.RefuseDemoPeople"]),
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.LogRequests",
    "csp.middleware.CSPMiddleware",
    "core.middleware.SendPermissionsPolicy",
    "core.middleware.RefuseHostileAddresses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.middleware.NeverStoreSignedInPages",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.EndOfficersSessions",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.middleware.ExplainButtons",
    *(["core.middleware.OwnErrorPages"] if DEBUG else []),
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "core.renderer.GovukRenderer"
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
                "core.context_processors.site",
            ],
        },
    }
]

# Data

DATABASES = {
    "default": dj_database_url.parse(env.text("DATABASE_URL") or f"sqlite:///{BASE_DIR / 'db.sqlite3'}")
}
IS_SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
if IS_SQLITE:
    # A write transaction takes its lock at the start and others wait for it, so no update is lost.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
    }
else:
    # The tests' live server would keep connections open after their database is gone.
    DATABASES["default"]["CONN_MAX_AGE"] = 0 if TESTING else 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A server that does not answer is trouble that people are told of, and no page that never comes.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if LOCAL
    else {"BACKEND": "core.cache.Cache", "LOCATION": "cache"}
}
# How long a process caches data that hardly ever changes, such as the wards to choose from (`core.keeping`)
KEEP_SECONDS = 0 if TESTING else 60
# In development tasks run at once, unless a worker runs beside the site (`run.py serve`).
TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if LOCAL and not env.flag("DJANGO_TASK_WORKER")
        else "django_tasks_db.DatabaseBackend",
        "QUEUES": task_queues.NAMES,
    }
}

# People

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:account"
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "core:home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# Sign-up is closed, but allauth drops the password from the sign-in page if it is not among these fields.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # our own single-use link proves the address before an account exists
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_CHANGE_EMAIL = True
RATE_LIMITS = {
    "email_link": "30/h/ip",
    "ask_for_code": "20/m/ip",
    # allauth would also count these by address alone, so that anybody could keep its owner out: see below.
    "login": "",
    "login_failed": "",
    "request_login_code": "",
    "reset_password": "",
    # Codes and links to one mailbox without an account; to one account, and of those from one network; to an
    # account that asks from a device that it has signed in on before
    "mail_to_stranger": "3/d/key",
    "mail_to_account": "10/d/key",
    "mail_from_network": "5/d/key",
    "mail_to_device": "5/d/key",
    # Wrong passwords and wrong second codes: of one network, at all accounts and at one; of all networks at
    # one account; of a known device at its account
    "tries_of_network": "20/m/ip",
    "tries_from_network": "5/5m/key,20/d/key",
    "tries_at_account": "100/d/key",
    "tries_of_device": "10/h/key",
}
ACCOUNT_RATE_LIMITS: bool | dict[str, str] = False if TESTING else RATE_LIMITS
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("DJANGO_BEHIND_PROXY") else 0
ACCOUNT_FORMS = {
    "login": "accounts.forms.signing_in.SignInForm",
    "reauthenticate": "accounts.forms.signing_in.ReauthenticateForm",
    "request_login_code": "accounts.forms.signing_in.AskForCodeForm",
    "confirm_login_code": "accounts.forms.signing_in.SignInCodeForm",
    "reset_password": "accounts.forms.signing_in.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.signing_in.ResetPasswordKeyForm",
    "change_password": "accounts.forms.signing_in.ChangePasswordForm",
    "set_password": "accounts.forms.signing_in.SetPasswordForm",
    "add_email": "accounts.forms.signing_in.ChangeEmailForm",
}
MFA_FORMS = {
    "authenticate": "accounts.forms.signing_in.SecondFactorForm",
    "reauthenticate": "accounts.forms.signing_in.SecondFactorAgainForm",
    "activate_totp": "accounts.forms.signing_in.SecondFactorSetupForm",
}
MFA_ADAPTER = "accounts.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Safer Wolverhampton"
MFA_TOTP_TOLERANCE = 1  # also accept the previous 30-second code, for slow typists (RFC 6238, 5.2)
OFFICER_IDLE_MINUTES = env.number("OFFICER_IDLE_MINUTES", 30)  # without a request; then signed out
OFFICER_SESSION_HOURS = env.number("OFFICER_SESSION_HOURS", 12)  # after signing in, whatever they do
EMAIL_LINK_HOURS = 24
TIME_TRAP_SECONDS = 0 if TESTING else 2  # no person fills in a form that strangers can send in less time
EMAIL_LINK_TARGETS = {
    "register_group": "groups:start",
    "register_volunteer": "volunteers:start",
    "group_invitation": "groups:mine",
}

# Mail: always through the outbox

DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Safer Wolverhampton <no-reply@safer.example>")
EMAIL_BACKEND = (
    "django.core.mail.backends.locmem.EmailBackend" if LOCAL else "notifications.smtp.EmailBackend"
)
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10  # for each step but the last: `notifications.smtp`
OUTBOX = "notifications.outbox"
OUTBOX_KEEPS_BODIES = LOCAL

# What `manage.py run_due` does, for cron. Each function gets the current time and returns a count.
DUE_WORK = [
    "core.tasks.end_dead_tasks",
    "notifications.tasks.send_waiting",
    "notifications.tasks.forget_old",
    "accounts.tasks.forget_old_links",
    "volunteers.tasks.refresh_checks",
    "initiatives.tasks.close_roles",
    "matching.tasks.wind_up_roles",
    "matching.tasks.expire_offers",
    "matching.tasks.fill_free_places",
    "matching.tasks.remind_people",
    "matching.tasks.remind_of_checks",
    "planning.bottlenecks.review_services.requeue_abandoned",
    "planning.fairness_reports.report_last_month",
    "planning.plans.jobs.requeue_abandoned",
    "places.tasks.locate_waiting",
    "places.tasks.renew_wards",
    # Deletions that the privacy page promises (`core.privacy`). Accounts come after everything that refers to
    # them.
    "matching.retention.forget_words",
    "matching.retention.forget_decisions",
    "matching.retention.forget_looks",
    "places.tasks.forget_uploads",
    "initiatives.retention.forget_contacts",
    "initiatives.retention.forget_protected_addresses",
    "volunteers.retention.forget_certificates",
    "volunteers.retention.forget_unfinished",
    "volunteers.retention.forget_left",
    "groups.retention.forget_unsent",
    "groups.retention.forget_refused",
    "groups.retention.forget_suspended",
    "groups.retention.forget_invitations",
    "accounts.retention.forget_unused_accounts",
    "accounts.retention.forget_old_sign_ins",
    "accounts.retention.forget_ended_sessions",
    "core.retention.forget_request_counts",
    "core.retention.forget_form_keys",
    "core.retention.forget_old_events",
    "core.tasks.delete_old_tasks",
    "core.evidence.anchors.make_anchor",
    "core.evidence.nightly.check_daily",
    "core.readiness.note_due_work",  # the last one, so that it is known when all were done
]

# What repeats each kind of erasure after a backup was restored (`core.erasures`). Each gets key and time.
ERASURES = {
    "accounts.close_officer": "accounts.services.close_officer_again",
    "groups.remove_member": "groups.services.remove_member_again",
    "initiatives.make_private": "initiatives.services.drafting.make_private_again",
    "volunteers.forget_draft": "volunteers.services.forget_draft_again",
    "volunteers.leave": "matching.services.people.leave_again",
}
# What else `manage.py restore` does, before the deletions of DUE_WORK
AFTER_RESTORE = ["accounts.services.end_all_sign_ins"]

# What `/readyz` asks: whether pages can be served, and whether the work behind them is done in time.
READINESS = {
    "database": "core.readiness.database_is_read_and_written",
    "migrations": "core.readiness.migrations_are_made",
    "cache": "core.readiness.cache_table_works",
}
BACKGROUND_READINESS = {
    "mail": "notifications.readiness.mail_is_sent",
    "tasks": "core.readiness.tasks_are_begun",
    "run_due": "core.readiness.due_work_is_done",
}

# The site itself

BASE_URL = (
    env.text("SITE_BASE_URL", "http://127.0.0.1:8000")
    if LOCAL
    else env.required(
        "SITE_BASE_URL", "Mails link to it. Write an address such as https://safer.example.org."
    )
)
if not LOCAL:
    environment.require_public_names(ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS, BASE_URL)
SITE = {
    "name": env.text("SITE_NAME", "Safer Wolverhampton"),
    "short_name": env.text("SITE_SHORT_NAME", "Safer Wolverhampton"),
    "organisation": env.text("SITE_ORGANISATION", "Safer Wolverhampton Partnership"),
    "contact_email": env.text("SITE_CONTACT_EMAIL", "partnership@safer.example"),
    "contact_phone": env.text("SITE_CONTACT_PHONE", "01632 960 000"),
    "security_contact": env.text("SITE_SECURITY_CONTACT"),
    "exit_url": env.text("SITE_EXIT_URL", "https://www.bbc.co.uk/weather"),
    "base_url": BASE_URL.rstrip("/"),
}
# The council's page about a ward's councillors. Empty: no link.
COUNCILLORS_URL = env.web_address("COUNCILLORS_URL", blanks=("gss", "name", "slug"))
CITY_DISTRICT = env.text("CITY_DISTRICT", "E08000031")
GEOCODER = env.text("GEOCODER")  # a geopy geocoder, such as nominatim; empty: never ask an outside service
GEOCODER_DOMAIN = env.text("GEOCODER_DOMAIN")
GEOCODER_TIMEOUT_SECONDS = 1.5  # keeps a page that asks under two seconds
OFFER_DAYS = env.number("OFFER_DAYS", 7)
OVERRIDE_DAYS = env.number("OVERRIDE_DAYS", 14)  # how long an officer's override allows an offer to be made
# The longest time for which a gate that keeps people safe may be overridden.
OVERRIDE_LONGEST_DAYS = env.number("OVERRIDE_LONGEST_DAYS", 183)
ASKS_PER_30_DAYS = env.number("ASKS_PER_30_DAYS", 3)  # to one person; they can only choose fewer
DBS_VALID_YEARS = env.number("DBS_VALID_YEARS", 3)  # from its date of issue; then a new check is needed
MINIMUM_VOLUNTEER_AGE = env.number("MINIMUM_VOLUNTEER_AGE", 16, least=16)

# Language and time

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True

# Files

STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("COLLECTED_DIR") or BASE_DIR / "build" / "collected")
WHITENOISE_AUTOREFRESH = LOCAL  # serve files from their folders: there is no collected folder
STATICFILES_DIRS = [BASE_DIR / "build" / "static"]
# Files that officers upload, kept until they are imported. Web processes and workers must share this folder.
UPLOADS_DIR = Path(env.text("UPLOADS_DIR") or BASE_DIR / "build" / "uploads")
# Which erasures a restored backup must not undo. Web processes and workers must share this file.
ERASURE_LOG = Path(env.text("ERASURE_LOG") or BASE_DIR / "build" / "erasures.jsonl")
UPLOAD_MEGABYTES = env.number("UPLOAD_MEGABYTES", 100)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# API

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "120/min", "user": "600/min"},
    "EXCEPTION_HANDLER": "api.problems.problem_details",
    "URL_FORMAT_OVERRIDE": None,  # the Accept header alone decides the format
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "NUM_PROXIES": 1 if env.flag("DJANGO_BEHIND_PROXY") else 0,
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{SITE['name']} API",
    "DESCRIPTION": "Wards, community groups, initiatives and volunteer roles that are public. Read only.",
    "VERSION": "1.0.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["api.schema.describe"],
}

# Logs: one line per event, never personal data (docs/operations.md)

DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
AUDIT_LOG = env.text("AUDIT_LOG")  # the file that also gets a line for each audit event; empty: none
JSON_LINES = [add_facts, describe_errors, scrub]
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                *([] if LOCAL else JSON_LINES),
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                # By default it would print the value of every variable next to each line of a traceback.
                structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
                if LOCAL
                else structlog.processors.JSONRenderer(),
                hide_secrets,
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING" if LOCAL else "INFO"},
    # The server's own lines take the same form, but for those from before it has read these settings.
    "loggers": {"gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}
if AUDIT_LOG:
    LOGGING["formatters"]["json"] = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [
            *JSON_LINES,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    }
    LOGGING["handlers"]["audit"] = {
        "class": "logging.handlers.WatchedFileHandler",  # rotated by the system
        "filename": AUDIT_LOG,
        "formatter": "json",
    }
    LOGGING["loggers"]["audit"] = {"handlers": ["audit"], "level": "INFO"}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
)
start_reports(env.web_address("SENTRY_DSN"))  # where errors are reported to, without anything personal
if not LOCAL:
    sys.excepthook = log_uncaught  # commands and workers: what ends one is a line as well
