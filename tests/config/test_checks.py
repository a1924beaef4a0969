"""A real installation refuses to start half configured."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """The environment of a complete installation."""
    seal = tmp_path / "seal.p12"
    seal.write_bytes(b"-")
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "ATMINTIS_HOME": str(tmp_path),
        "SECRET_KEY": "k7" * 20 + "!qwertyuiopasdfghjkl",
        "DATA_KEYS": f"k1:{KEY}",
        "INDEX_KEY": KEY,
        "RECEIPT_KEY": KEY,
        "CHECKPOINT_KEY": KEY,
        "ESCROW_KEY": "age1example",
        "ALLOWED_HOSTS": "atmintis.example",
        "SITE_URL": "https://atmintis.example",
        "TRUSTED_PROXIES": "127.0.0.1/32,10.1.0.0/16",
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "EMAIL_URL": "smtp+tls://name:word@127.0.0.1:587",
        "DEFAULT_FROM_EMAIL": "atmintis@atmintis.example",
        "SEAL_P12": str(seal),
        "SEAL_P12_PASSWORD": "word",
        "TSA_URL": "https://tsa.example",
        "HELP_PHONE": "+372 600 0000",
        "HELP_EMAIL": "help@atmintis.example",
    }


def test_production_settings_pass_the_deployment_check(production: dict[str, str]) -> None:
    checked = _manage(production, "check", "--deploy", "--fail-level", "WARNING")

    assert checked.returncode == 0, checked.stderr


def test_every_missing_setting_is_named_at_once(production: dict[str, str]) -> None:
    needed = [
        "DATA_KEYS",
        "INDEX_KEY",
        "RECEIPT_KEY",
        "CHECKPOINT_KEY",
        "ALLOWED_HOSTS",
        "SITE_URL",
        "TRUSTED_PROXIES",
        "REDIS_URL",
        "EMAIL_URL",
        "DEFAULT_FROM_EMAIL",
        "ESCROW_KEY",
        "SEAL_P12",
        "HELP_PHONE",
        "HELP_EMAIL",
    ]
    for name in needed:
        del production[name]

    checked = _manage(production, "check")

    assert checked.returncode == 1
    assert [name for name in needed if f"Set {name}" not in checked.stderr] == []


def test_a_secret_key_among_the_past_ones_is_refused(production: dict[str, str]) -> None:
    """Past keys are published."""
    whole = {**production, "CHECKPOINT_KEY": f"{KEY},{KEY}"}
    fine = _manage({**whole, "PAST_CHECKPOINT_KEYS": f"public:{KEY}"}, "check")
    spoilt = _manage({**whole, "PAST_CHECKPOINT_KEYS": f"public:{KEY},{KEY}"}, "check")

    assert fine.returncode == 0, fine.stderr
    assert spoilt.returncode == 1
    assert "PAST_CHECKPOINT_KEYS is malformed" in spoilt.stderr
    assert KEY not in spoilt.stderr


def test_a_proxy_that_is_no_network_is_refused(production: dict[str, str]) -> None:
    """Every limit would end in a page with an error."""
    checked = _manage({**production, "TRUSTED_PROXIES": "proxy.example"}, "check")

    assert checked.returncode == 1
    assert "TRUSTED_PROXIES is missing or malformed" in checked.stderr


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("EMAIL_URL", "mail.example"),
        ("EMAIL_URL", "smtp+tls://name:half/ofit@mail.example:587"),
        ("REMINDER_DAYS", "14 30 soon"),
        ("SIGNERS_PER_MAILBOX", "five"),
        ("SIGNERS_PER_MAILBOX", "0"),
        ("ALGORITHMS_END", "rsa2048=2028-02-30"),
        ("ALGORITHMS_END", "rsa-2048=2028-12-31"),
    ],
)
def test_a_malformed_setting_is_named_without_a_traceback(
    production: dict[str, str], name: str, typed: str
) -> None:
    checked = _manage({**production, name: typed}, "check")

    assert checked.returncode == 1
    assert f"{name} is " in checked.stderr
    assert "Traceback" not in checked.stderr
    assert "half" not in checked.stderr


def test_there_is_no_secret_key_by_default(production: dict[str, str]) -> None:
    del production["SECRET_KEY"]

    checked = _manage(production, "check")

    assert checked.returncode == 1
    assert "SECRET_KEY" in checked.stderr


def test_the_web_server_refuses_too(production: dict[str, str]) -> None:
    del production["INDEX_KEY"]

    started = subprocess.run(
        [sys.executable, "-c", "import config.wsgi"],
        cwd=ROOT, env=production, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert started.returncode != 0
    assert "INDEX_KEY" in started.stderr


@pytest.mark.parametrize("process", ["worker", "beat"])
def test_workers_and_beat_refuse_too(production: dict[str, str], process: str) -> None:
    del production["INDEX_KEY"]

    started = subprocess.run(
        [sys.executable, "-m", "celery", "-A", "config.celery", process],
        cwd=ROOT, env=production, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert started.returncode != 0
    assert "INDEX_KEY" in started.stderr


def test_a_key_that_is_no_base64_is_named_and_not_shown(production: dict[str, str]) -> None:
    wrong = {"DATA_KEYS": "k1:Zm9", "INDEX_KEY": "Zm9", "CHECKPOINT_KEY": f"{KEY},Zm9"}

    checked = _manage(production | wrong, "check")

    assert checked.returncode == 1
    assert [
        name for name in wrong if f"{name} is missing or malformed" not in checked.stderr
    ] == []
    assert "Zm9" not in checked.stderr


def _manage(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
