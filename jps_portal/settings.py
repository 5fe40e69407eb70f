"""Settings, read strictly from the environment; .env.example names every variable."""

from pathlib import Path

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from jps_portal import env
from jps_portal.databases import databases
from jps_portal.logs import LOGGING as LOGGING

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = env.secret("SECRET_KEY", shortest=50)
DEBUG = env.boolean("DEBUG", default=False)
HTTPS = env.boolean("HTTPS", default=True)
DEMO = env.boolean("DEMO", default=False)
# The health check inside a container asks by the name localhost.
ALLOWED_HOSTS = [*env.words("ALLOWED_HOSTS"), "localhost", "127.0.0.1"]
# Keys of identity numbers, newest first: "2:<base64 of 32 bytes>,1:<base64 of 32 bytes>".
IDENTITY_KEYS = env.secret("IDENTITY_KEYS", shortest=46)
# Kemendagri code of the city whose portal this is.
CITY_CODE = env.text("CITY_CODE", "32.73")
# Signs published figures: "id:<base64 of 32 bytes>"; empty: they are not signed. Public halves of
# keys that signed before.
RELEASE_SIGNING_KEY = env.text("RELEASE_SIGNING_KEY", "")
RELEASE_PUBLIC_KEYS = env.words("RELEASE_PUBLIC_KEYS")
# Under which licence the figures are published (kelurahan.opendata.licences).
OPEN_DATA_LICENCE = env.text("OPEN_DATA_LICENCE", "CC-BY-4.0")
# Shown in the header; empty: the name of the area CITY_CODE.
CITY_NAME = env.text("CITY_NAME", "")
# Where to report a weakness (mailto: or https:), published in security.txt; empty: none is.
SECURITY_CONTACT = env.text("SECURITY_CONTACT", "")
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / ".data"))).resolve()
# How many proxies stand between the client and this process, each adding to X-Forwarded-For.
TRUSTED_PROXIES = env.whole_number("TRUSTED_PROXIES", default=0)
STAFF_MFA_REQUIRED = env.boolean("STAFF_MFA_REQUIRED", default=True)
# Uses of a public form by one client, by all together, and within how many seconds. One client
# may be an office or a mobile network with many people behind one address.
LIMITS = {
    "search": (
        env.whole_number("SEARCH_LIMIT", default=60, smallest=1),
        env.whole_number("SEARCH_LIMIT_IN_ALL", default=60_000, smallest=1),
        600,
    ),
    "nik_check": (
        env.whole_number("NIK_CHECK_LIMIT", default=10, smallest=1),
        env.whole_number("NIK_CHECK_LIMIT_IN_ALL", default=3_000, smallest=1),
        3_600,
    ),
    "complaint": (
        env.whole_number("COMPLAINT_LIMIT", default=10, smallest=1),
        env.whole_number("COMPLAINT_LIMIT_IN_ALL", default=100_000, smallest=1),
        3_600,
    ),
    # Sending files: each costs a moment of computing.
    "complaint_files": (30, 20_000, 3_600),
    # Wrong codes or digits by one client, and with one code in a day, whoever types it.
    "track": (5, env.whole_number("TRACK_LIMIT_IN_ALL", default=20_000, smallest=1), 3_600),
    "track_code": (10, 10, 24 * 3_600),
}

# The most uses that one client gets when it answers what accounts.challenge asks then.
CEILINGS = {
    "search": env.whole_number("SEARCH_CEILING", default=180, smallest=1),
    "complaint": env.whole_number("COMPLAINT_CEILING", default=100, smallest=1),
}
# When the search has shown this share of the register in an hour, these addresses are told.
SEARCH_ALARM_PERCENT = env.whole_number("SEARCH_ALARM_PERCENT", default=2, smallest=1)
ADMINS = env.words("ALARM_EMAILS")

INSTALLED_APPS = [
    "kelurahan",
    "accounts",
    "imports",
    "recipients",
    "verification",
    "complaints",
    "workspace",
    "jps_portal",
    "accounts.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_filters",
    "import_export",
    "pgtrigger",
    "pghistory",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "jps_portal.middleware.isolation_headers",
    "jps_portal.middleware.refuse_large_bodies",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "jps_portal.middleware.staff_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "jps_portal.middleware.language_from_cookie",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.require_second_factor",
    "accounts.middleware.history_of_staff",
]

ROOT_URLCONF = "jps_portal.urls"
WSGI_APPLICATION = "jps_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "jps_portal.context.portal",
                "workspace.navigation.staff_menu",
            ],
        },
    },
]


# Streaming replicas that public pages may read from, comma separated; without any nothing changes.
DATABASES = databases(env.text("DATABASE_URL"), env.words("DATABASE_REPLICA_URLS"))
DATABASE_ROUTERS = ["jps_portal.replicas.ReplicaRouter"] if len(DATABASES) > 1 else []
# A replica further behind is left out. Its lag is known to about a second.
REPLICA_MAX_LAG_SECONDS = env.whole_number("REPLICA_MAX_LAG_SECONDS", default=5, smallest=2)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# How long a process may show a finished statistics page again; 0 renders every time.
PAGE_CACHE_SECONDS = env.whole_number("PAGE_CACHE_SECONDS", default=300)
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.RoleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workspace:home"
ACCOUNT_ADAPTER = "accounts.adapter.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
# Tries are counted in PostgreSQL (accounts.attempts): the cache belongs to one process.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_ADAPTER = "accounts.adapter.EncryptedSecretsAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.StaffAuthenticateForm",
    "reauthenticate": "accounts.forms.StaffReauthenticateForm",
    "activate_totp": "accounts.forms.StaffActivateTOTPForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "JPS Online"
MFA_TOTP_TOLERANCE = 1
# Passkeys want HTTPS; a trial on http://127.0.0.1 may use them all the same.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["jps_portal.formats"]

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"
# Largest file of a list; whether whoever sent a list may also confirm it.
IMPORT_MAX_BYTES = 1_000_000 * env.whole_number("IMPORT_MAX_MEGABYTES", default=500)
IMPORT_MAKER_CHECKER = env.boolean("IMPORT_MAKER_CHECKER", default=False)
# After so many visits without meeting anyone a person counts as unreachable.
UNREACHABLE_VISITS = env.whole_number("UNREACHABLE_VISITS", default=3, smallest=1)
# Uploaded files are removed so many days after their import ended.
IMPORT_KEEP_DAYS = env.whole_number("IMPORT_KEEP_DAYS", default=90)
# A preview that nobody confirms expires after so many days.
IMPORT_PREVIEW_DAYS = env.whole_number("IMPORT_PREVIEW_DAYS", default=30, smallest=1)
# So long an import can be undone; then what rows were before is forgotten.
IMPORT_UNDO_DAYS = env.whole_number("IMPORT_UNDO_DAYS", default=90, smallest=1)
# Working days until a complaint is checked, and until it is answered; days that the office is
# closed or open although the calendar of Indonesia says otherwise; days after which an answer that
# nobody contests closes the complaint, and within which it may be opened again.
COMPLAINT_VERIFY_DAYS = env.whole_number("COMPLAINT_VERIFY_DAYS", default=3, smallest=1)
COMPLAINT_ANSWER_DAYS = env.whole_number("COMPLAINT_ANSWER_DAYS", default=7, smallest=1)
COMPLAINT_DAYS_OFF = env.days("COMPLAINT_DAYS_OFF")
COMPLAINT_DAYS_ON = env.days("COMPLAINT_DAYS_ON")
COMPLAINT_CLOSE_DAYS = env.whole_number("COMPLAINT_CLOSE_DAYS", default=14, smallest=1)
COMPLAINT_REOPEN_DAYS = env.whole_number("COMPLAINT_REOPEN_DAYS", default=30, smallest=1)
# ClamAV's clamd: host:port, or the path of its socket; empty: files are not scanned. Files of a
# complaint, and then who made it, are forgotten so many days after it ended.
CLAMD = env.text("CLAMD", "")
EVIDENCE_KEEP_DAYS = env.whole_number("EVIDENCE_KEEP_DAYS", default=365, smallest=30)
COMPLAINT_KEEP_DAYS = env.whole_number("COMPLAINT_KEEP_DAYS", default=730, smallest=30)
# Where SMS or WhatsApp messages go: an address that takes JSON, with its bearer token; without
# one they are written to a file. Where the portal is reached, for messages: https://jps.example.id
SMS_GATEWAY_URL = env.text("SMS_GATEWAY_URL", "")
SMS_GATEWAY_TOKEN = env.text("SMS_GATEWAY_TOKEN", "")
PORTAL_URL = env.text("PORTAL_URL", "").rstrip("/")
# Five files of 10 MB with what is typed beside them.
COMPLAINT_MAX_BYTES = 55_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
# Small files stay in memory; larger ones never get a name on disk.
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "jps_portal.uploads.NamelessFileUploadHandler",
]

# Without EMAIL_HOST e-mail is written into files.
_mail_host = env.text("EMAIL_HOST", "")
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": _mail_host,
            "port": env.whole_number("EMAIL_PORT", default=587),
            "username": env.text("EMAIL_USER", ""),
            "password": env.text("EMAIL_PASSWORD", ""),
            "use_tls": env.boolean("EMAIL_TLS", default=True),
            "timeout": 10,
        },
    }
    if _mail_host
    else {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(DATA_DIR / "mail")},
    }
}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("EMAIL_FROM", "jps-portal@localhost")

# In the session: a cookie of its own would need the __Host- prefix as well.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Cookies, headers, content security policy
_host = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_host}session"
CSRF_COOKIE_NAME = f"{_host}csrf"
LANGUAGE_COOKIE_NAME = f"{_host}bahasa"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
# Not "no-referrer": browsers then post forms with "Origin: null", which the CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Public pages carry no script at all; staff pages add script-src 'self' (jps_portal.middleware).
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
