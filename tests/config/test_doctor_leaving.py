"""`manage.py doctor` looks whether bundles can leave: the device of the seal, servers, folders."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from pytest_django import Settings

from petitions.bundles.token import Token
from petitions.models import Connection
from tests.builders_bundles import a_connection, a_petition_with, sent_by
from tests.config.test_doctor import examine
from tests.petitions.bundles.test_token import (  # noqa: F401 (fixtures)
    chain,
    device,
    in_settings,
)

pytestmark = pytest.mark.django_db


def test_the_device_with_the_seal_is_looked_for(
    in_settings: Token,  # noqa: F811
    capsys: pytest.CaptureFixture[str],
    settings: Settings,
) -> None:
    [well] = examine(capsys)[0]["seal"]
    settings.SEAL_PKCS11_PIN = "wrong"
    [untried] = examine(capsys)[0]["seal"]
    settings.SEAL_PKCS11_TOKEN = "nobody"
    [gone] = examine(capsys)[0]["seal"]

    assert well.startswith("ok opens;")
    assert untried == well  # a PIN that is tried too often locks the device
    assert gone == "WRONG No device, or more than one, is called as SEAL_PKCS11_TOKEN says."


def test_a_server_that_is_away_and_one_nobody_wrote_down_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    a_petition_with()
    sent_by("s3", "seimas")
    sent_by("sftp")
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        port = door.getsockname()[1]
        a_connection(server="127.0.0.1", port=port, host_key="ssh-ed25519 AAAA")

        unwritten = examine(capsys)[0]["connections"]
        sent_by("desk", "seimas")
        [well] = examine(capsys)[0]["connections"]
    Connection.objects.update(host_key="")
    unpinned, away = examine(capsys)[0]["connections"]

    assert "WRONG seimas-petition goes by s3, and nobody says how." in unwritten
    assert well == "ok 1 servers open their doors"
    assert unpinned == "missing gov-lt by sftp: no key of the server, so nothing is sent."
    assert away == "WRONG gov-lt by sftp: nobody answers there."


def test_a_folder_that_cannot_be_written_to_is_named(
    capsys: pytest.CaptureFixture[str], settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    settings.DROP_ROOT = tmp_path / "file" / "drop"
    said = examine(capsys)[0]["disk"]

    assert said[0] == "WRONG We may not write into: drop."
