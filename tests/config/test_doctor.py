"""`manage.py doctor` says what is wrong in plain words, and its exit status says whether."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import call_command
from django.utils.timezone import now
from pytest_django import Settings

from accounts.models import User
from testimonies.letters import actions as letters
from testimonies.models import Letter
from testimonies.models.letter import State
from testimonies.models.switch import Part
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_moderator
from tests.builders_switches import turn_off

ROOT = Path(__file__).resolve().parents[2]


def examine(capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, list[str]], int]:
    status = 0
    try:
        call_command("doctor")
    except SystemExit as ending:
        status = int(str(ending.code))
    said: dict[str, list[str]] = {}
    for line in capsys.readouterr().out.splitlines():
        health, what, sentence = line[:8].strip(), line[9:22].strip(), line[23:]
        said.setdefault(what, []).append(f"{health} {sentence}")
    return said, status


@contextmanager
def _mail_server(host: str) -> Iterator[int]:
    with socket.create_server((host, 0)) as free:
        port = free.getsockname()[1]
    server = Controller(Sink(), hostname=host, port=port)
    server.start()
    try:
        yield port
    finally:
        server.stop()


@pytest.mark.django_db
def test_without_workers_something_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    said, status = examine(capsys)

    assert status == 1
    assert said["database"][0].startswith("ok PostgreSQL")
    assert said["workers"] == ["WRONG Nobody works on: bulk, bundles, confirm, counter, files."]
    assert said["schedule"][0].startswith("WRONG celery beat has never run")


@pytest.mark.django_db
def test_languages_that_nobody_compiled_are_told(
    capsys: pytest.CaptureFixture[str], settings: Settings, tmp_path: Path
) -> None:
    well, _status = examine(capsys)
    source = tmp_path / "et" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.touch()
    settings.LOCALE_PATHS = [tmp_path]

    bad, status = examine(capsys)

    assert well["languages"] == ["ok every catalogue is compiled"]
    assert bad["languages"][0].startswith("WRONG 1 catalogue is not compiled")
    assert status == 1


@pytest.mark.django_db
def test_a_folder_that_the_doctor_makes_is_ours_alone(
    capsys: pytest.CaptureFixture[str], settings: Settings, tmp_path: Path
) -> None:
    settings.GATEWAY_ROOT = tmp_path / "gateway"

    examine(capsys)

    assert settings.GATEWAY_ROOT.stat().st_mode & 0o777 == 0o700


@pytest.mark.django_db
def test_a_key_that_is_gone_is_named(
    capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    a_submitted_testimony()
    said, _status = examine(capsys)
    assert said["keys"] == ["ok what was encrypted first and last opens"]

    settings.DATA_KEYS = {"other": b"o" * 32}
    said, status = examine(capsys)

    assert status == 1
    assert "which DATA_KEYS does not hold" in said["keys"][0]
    assert "Ona" not in str(said)


@pytest.mark.django_db
def test_letters_that_need_a_person_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    for state in (State.MAYBE_SENT, State.FAILED, State.QUEUED):
        letter = letters.queue("sign_in", to="a@example.org", language="en", subject="", text="")
        late = now() - timedelta(minutes=11)
        Letter.objects.filter(pk=letter.pk).update(state=state, next_attempt_at=late)

    said, _status = examine(capsys)

    assert said["letters"] == [
        "WRONG 1 should have gone ten minutes ago.",
        "WRONG 1 may have been sent, 1 failed: the desk, Letters, decides.",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("host", "is_overheard"), [("127.0.0.1", False), ("127.0.0.2", True)])
def test_letters_that_leave_without_tls_are_named(
    capsys: pytest.CaptureFixture[str], settings: Settings, host: str, is_overheard: bool
) -> None:
    settings.EMAIL_BACKEND = "testimonies.letters.courier.Backend"
    with _mail_server(host) as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT = host, port

        said, _status = examine(capsys)

    assert any("without TLS" in line for line in said["mail"]) == is_overheard
    assert said["mail"][0].startswith("ok")


@pytest.mark.django_db
def test_what_is_away_is_named(capsys: pytest.CaptureFixture[str], settings: Settings) -> None:
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/redis.sock"}
    }
    settings.EMAIL_BACKEND = "testimonies.letters.courier.Backend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"
    settings.SEAL_P12 = Path("/nowhere/seal.p12")
    settings.TRUST_STORE = Path("/nowhere")
    settings.HELP_PHONE = ""

    said, _status = examine(capsys)

    assert said["Redis"][0].startswith("WRONG does not answer")
    assert said["mail"][0].startswith("WRONG The server at EMAIL_URL")
    assert said["scanner"][0].startswith("WRONG ClamAV")
    assert said["seal"][0] == "WRONG The file of the seal cannot be read."
    assert said["trust store"][0].startswith("WRONG")
    assert said["settings"][0].startswith("WRONG HELP_PHONE is missing")


@pytest.fixture
def root(tmp_path: Path) -> Callable[[datetime], Path]:
    """A folder with one root that is good until then."""

    def made(until: datetime) -> Path:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Root of the Tests")])
        builder = x509.CertificateBuilder(name, name, key.public_key(), 1)
        certificate = (
            builder.not_valid_before(until - timedelta(days=9))
            .not_valid_after(until)
            .sign(key, hashes.SHA256())
        )
        folder = tmp_path / "trust"
        folder.mkdir(exist_ok=True)
        (folder / "root.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
        return folder

    return made


@pytest.mark.django_db
def test_the_trust_store_is_read_and_its_roots_must_last(
    capsys: pytest.CaptureFixture[str], settings: Settings, root: Callable[[datetime], Path]
) -> None:
    settings.TRUST_STORE = root(now() + timedelta(days=1))
    assert examine(capsys)[0]["trust store"] == ["ok 1 roots and 0 services of trusted lists"]

    settings.TRUST_STORE = root(now() - timedelta(days=1))
    said = examine(capsys)[0]["trust store"]
    assert said[0].startswith("WRONG Root of the Tests ended on ")
    assert said[1] == "WRONG No issuer in it is good today: no new signature will count."

    (settings.TRUST_STORE / "root.pem").write_text("no certificate")
    [said_of_noise] = examine(capsys)[0]["trust store"]
    assert said_of_noise.startswith("WRONG TRUST_STORE cannot be believed")


@pytest.mark.django_db
def test_who_is_asked_about_certificates_and_time_must_answer(
    capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        settings.TSA_URL = f"http://127.0.0.1:{door.getsockname()[1]}/tsa"
        settings.OCSP_URL = "http://127.0.0.1:1/ocsp"

        said = examine(capsys)[0]["timestamps"]

        settings.TSA_URL += " http://localhost:1"
        of_two = examine(capsys)[0]["timestamps"]

    assert "ok TSA_URL answers" in said
    assert "missing Nobody answers at localhost of TSA_URL; another is asked." in of_two
    assert "WRONG Nobody answers at OCSP_URL: signed files without the issuer's word wait." in said


@pytest.mark.django_db
def test_who_is_missing_on_the_staff_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    User.objects.all().delete()
    a_moderator()

    said, _status = examine(capsys)

    assert said["staff"] == [
        "missing There is no administrator: nobody keeps the installation.",
        "missing There is no release officer: no bundle can leave.",
        "missing Only one person can read testimonies, and each needs two.",
        "missing Only one person can review petitions, and each needs another.",
        "ok 1 may sign in",
    ]


@pytest.mark.django_db
def test_what_somebody_has_turned_off_is_not_forgotten(capsys: pytest.CaptureFixture[str]) -> None:
    turn_off(Part.BULK_MAIL)

    said, _status = examine(capsys)

    assert [line.partition(" since ")[0] for line in said["switches"]] == [
        "missing bulk-mail is off"
    ]
    assert "Too many at once" in said["switches"][0]


def test_without_a_database_the_rest_is_examined_all_the_same() -> None:
    away = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}

    done = subprocess.run(
        [sys.executable, "manage.py", "doctor"],
        cwd=ROOT,
        env=os.environ | away,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "WRONG    database      PostgreSQL does not answer at DATABASE_URL." in done.stdout
    assert "Redis" in done.stdout
    assert "Traceback" not in done.stderr
