"""The secrets of a local instance: made once, readable by their owner alone."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyrage
import pytest

from config.local import keys


def test_the_same_keys_come_back(tmp_path: Path) -> None:
    first = keys.read_or_make(tmp_path)

    again = keys.read_or_make(tmp_path)

    assert again == first
    assert keys.read_or_make(tmp_path / "another home") != first


def test_keys_have_the_lengths_that_settings_expect(tmp_path: Path) -> None:
    made = keys.read_or_make(tmp_path)

    key_id, _colon, data_key = made["DATA_KEYS"].partition(":")
    lengths = {
        len(base64.b64decode(key, validate=True))
        for key in (data_key, made["INDEX_KEY"], made["RECEIPT_KEY"], made["CHECKPOINT_KEY"])
    }

    assert key_id == "k1"
    assert lengths == {32}


def test_nobody_else_may_read_them(tmp_path: Path) -> None:
    keys.read_or_make(tmp_path)
    keys.demo_password(tmp_path)
    keys.institution_identity(tmp_path, "riigikogu")

    files = [path for path in tmp_path.rglob("*") if path.is_file()]

    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_many_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as people:
        passwords = set(people.map(lambda _: keys.demo_password(tmp_path), range(64)))

    assert len(passwords) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["demo-password"]


def test_what_is_encrypted_to_an_institution_only_it_can_read(tmp_path: Path) -> None:
    recipient = pyrage.x25519.Recipient.from_str(keys.institution_recipient(tmp_path, "seimas"))
    stranger = pyrage.x25519.Identity.from_str(keys.institution_identity(tmp_path, "sejm"))
    own = pyrage.x25519.Identity.from_str(keys.institution_identity(tmp_path, "seimas"))

    sealed = pyrage.encrypt(b"a bundle", [recipient])

    assert pyrage.decrypt(sealed, [own]) == b"a bundle"
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, [stranger])
