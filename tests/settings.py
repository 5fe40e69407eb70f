"""Settings of the tests: fixed keys, a throwaway PostgreSQL unless DATABASE_URL names one."""

import atexit
import base64
import os
from pathlib import Path

from jps_portal import embedded

os.environ.update(
    SECRET_KEY="tests only " * 6,
    IDENTITY_KEYS="1:" + base64.b64encode(b"only for the tests of the portal").decode(),
    HTTPS="false",
    DEMO="false",
    STAFF_MFA_REQUIRED="true",
    ALLOWED_HOSTS="testserver,127.0.0.1,localhost",
    CITY_CODE="32.73",
    CITY_NAME="Kota Uji",
)
if "DATABASE_URL" not in os.environ:
    _directory = Path(os.environ.get("TEST_DATA_DIR", embedded.BASE_DIR / ".data" / "tests"))
    _ours = not embedded.is_running(_directory)
    os.environ["DATABASE_URL"] = embedded.start(_directory, throwaway=True)
    if _ours:
        atexit.register(embedded.stop, _directory)

from jps_portal.settings import *  # noqa: F403
from jps_portal.settings import DATABASES, STORAGES

# Tests wrap each case in a transaction on one connection; a pool would only hold more of them.
del DATABASES["default"]["OPTIONS"]["pool"]  # type: ignore[attr-defined]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
PAGE_CACHE_SECONDS = 0  # a page must not outlive the test that made it
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
