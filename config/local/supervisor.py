"""``python -m config.local run``: one instance in the foreground, from nothing to Ready."""

import http.client
import os
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from config.local import environment, programs, services
from config.local.ports import HOST, holding
from config.local.processes import CannotStart, Child
from config.local.watched import Watched

STAFF = ("admin", "moderator", "second", "assessor", "release")
PATIENCE = 5.0
# What `manage.py` needs to know about a running instance, whether we chose it or were given it.
TOLD = (
    *("DATABASE_URL", "REDIS_URL", "PORT", "TSA_URL", "OCSP_URL"),
    *("SEAL_P12", "SEAL_P12_PASSWORD", "TRUST_STORE"),
)


def run() -> None:
    dotenv = environment.read_dotenv()
    home, port = environment.home(), _port()
    with environment.alone_in(home), holding(port):
        _say(f"Atmintis starts in {home}")
        with services.running(home) as running:
            _serve(home, port, running, dotenv)


def _port() -> int:
    asked = os.environ.get("PORT") or "8000"
    if not asked.isdecimal() or int(asked) not in range(1, 65536):
        raise CannotStart(f"PORT must be a number from 1 to 65535, not {asked!r}.")
    return int(asked)


def _serve(home: Path, port: int, running: services.Services, dotenv: dict[str, str]) -> None:
    variables = services.variables(home, running) | {
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "PORT": str(port),
    }
    told = {name: variables[name] for name in (*TOLD, *dotenv) if name in variables}
    with environment.written_down(home, told):
        prepare(home, variables)
        web, *others = children = programs.all_of(home, port, variables)
        try:
            web.start().wait_until(lambda: _is_ready(port), seconds=60, pause=0.1)
            for child in others:  # after it, or they would all start more slowly
                child.start()
            _announce(home, port)
            _watch([Watched(child) for child in (*children, *running.children.values())])
        finally:
            _stop(children)


def prepare(home: Path, variables: Mapping[str, str]) -> None:
    _say("  preparing the database …")
    child = Child(
        "prepare",
        [sys.executable, "-m", "config.local.prepare"],
        log=home / "run" / "prepare.log",
        environment=variables,
    ).start()
    try:
        if child.wait() != 0:
            raise CannotStart(f"The database could not be prepared:\n{child.last_words(12)}")
    finally:
        child.stop()


def _is_ready(port: int) -> bool:
    with suppress(OSError, http.client.HTTPException):
        connection = http.client.HTTPConnection(HOST, port, timeout=5)
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == http.HTTPStatus.OK
    return False


def _announce(home: Path, port: int) -> None:
    address = f"http://{HOST}:{port}"
    logins = " ".join(f"{name}@example.org" for name in STAFF)
    _say(f"""
Ready: {address}/
  Sign in   {address}/admin/ as {logins}
  Password  in {home / "demo-password"}
  Mail      {address}/local/mail/ (files in {home / "mail"})
  Bundles   in {home / "bundles"}
  Logs      in {home / "run"}
Ctrl-C stops it.""")


def _watch(watched: list[Watched]) -> None:
    while True:
        for each in watched:
            each.look_after()
        time.sleep(0.3)


def _stop(children: list[Child]) -> None:
    """Ask all, then wait for all: they need not wait for each other."""
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + PATIENCE
    for child in children:
        child.patience = max(0.1, deadline - time.monotonic())
        child.stop()


def _say(text: str) -> None:
    print(text, flush=True)
