"""Processes of their own beside the test, on its database and its mail server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

ROOT = Path(__file__).resolve().parents[3]
SEND = """
from django.conf import settings
settings.EMAIL_BACKEND = "testimonies.letters.courier.Backend"
settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", {port}, 30
from testimonies.letters import actions
actions.send_due()
"""


def manage(*arguments: str, raw: bytes, **variables: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, input=raw, capture_output=True, check=False, cwd=ROOT, env=_environment(variables)
    )


def a_sender(port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "manage.py", "shell", "-c", SEND.format(port=port)]
    return subprocess.Popen(command, cwd=ROOT, env=_environment({}), stdout=subprocess.DEVNULL)


def _environment(variables: dict[str, str]) -> dict[str, str]:
    """The same services, and of the databases the one of the test."""
    here = urlsplit(os.environ["DATABASE_URL"])
    address = urlunsplit(here._replace(path=f"/{connection.settings_dict['NAME']}"))
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "DATABASE_URL": address}
    return {**os.environ, **settings, **variables}
