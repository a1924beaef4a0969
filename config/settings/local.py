"""One person's machine: own keys, own TEST authority, mail in files. Nothing is valid outside."""

import os
from pathlib import Path

from config.local import keys

_home = Path(
    os.environ.get("ATMINTIS_HOME") or Path(__file__).resolve().parents[2] / "var"
).resolve()
_instance = _home / "run" / "env"  # what a running instance wrote down about itself
_written = _instance.read_text().splitlines() if _instance.exists() else []
_environment = dict(line.split("=", 1) for line in _written if "=" in line)
for _name, _value in (_environment | keys.read_or_make(_home)).items():
    os.environ.setdefault(_name, _value)

from config.settings.base import *  # noqa: E402  (it reads the environment made above)

LOCAL = True
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver", *ALLOWED_HOSTS]
SITE_URL = SITE_URL or f"http://127.0.0.1:{env('PORT', default='8000')}"
MAIL_ROOT = HOME / "mail"
EMAIL_BACKEND = "testimonies.letters.mailbox.FolderBackend"
if "EMAIL_URL" in os.environ:
    EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
DEFAULT_FROM_EMAIL = DEFAULT_FROM_EMAIL or "Atmintis <atmintis@example.org>"
HELP_PHONE = HELP_PHONE or "+372 600 0000"
HELP_HOURS = HELP_HOURS or "10:00–16:00"
HELP_EMAIL = HELP_EMAIL or "help@example.org"
POSTAL_ADDRESS = POSTAL_ADDRESS or "Atmintis, PO Box 1, 10111 Tallinn, Estonia"
STAFF_NEED_SECOND_FACTOR = env.bool("STAFF_NEED_SECOND_FACTOR", default=False)
