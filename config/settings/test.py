"""Fast, offline, deterministic; PostgreSQL, Redis and the TEST authority are real."""

import os
import tempfile
from pathlib import Path

_home = Path(os.environ.get("ATMINTIS_HOME") or tempfile.mkdtemp(prefix="atmintis-test-"))
os.environ["ATMINTIS_HOME"] = str(_home)
# Every process of a parallel run makes its own keys: nothing may rely on a shared secret.
os.environ.setdefault("DATABASE_URL", "postgres:///atmintis")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:6379/0")

from config.settings.local import *  # noqa: E402

# Each of several test processes empties a Redis database of its own between two tests: the
# messages for a Celery worker that another one's test has started lie elsewhere.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
REDIS_URL = REDIS_URL.replace("virtual_host=0", f"virtual_host={_worker}")
CELERY_BROKER_URL = REDIS_URL
CACHES["default"]["LOCATION"] = CACHES["default"]["LOCATION"].replace("db=0", f"db={_worker}")
SITE_URL = "http://testserver"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "testimonies.letters.mailbox.FolderBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
DATABASES["default"]["CONN_MAX_AGE"] = 0
if "TEST_TEMPLATE" in os.environ:  # all migrations have run on it
    DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ["TEST_TEMPLATE"]}
WHITENOISE_AUTOREFRESH = True
