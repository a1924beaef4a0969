from pathlib import Path

import pyrage
import pytest
from pytest_django import Settings

from petitions.bundles import encrypt
from petitions.bundles.encrypt import NoKey


def test_institution_and_escrow_can_open_it_and_nobody_else(
    tmp_path: Path, settings: Settings
) -> None:
    institution, escrow, stranger = (pyrage.x25519.Identity.generate() for _ in range(3))
    settings.ESCROW_KEY = str(escrow.to_public())
    (tmp_path / "plain").write_bytes(b"the story" * 100_000)

    encrypt.write(
        tmp_path / "plain", tmp_path / "hidden", str(institution.to_public()), name="plain"
    )

    hidden = (tmp_path / "hidden").read_bytes()
    assert b"the story" not in hidden
    for identity in (institution, escrow):
        assert pyrage.decrypt(hidden, [identity]) == b"the story" * 100_000
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(hidden, [stranger])


@pytest.mark.parametrize("key", ["", "age1nonsense", "ssh-rsa AAAA"])
def test_without_a_key_of_the_institution_nothing_is_written(tmp_path: Path, key: str) -> None:
    (tmp_path / "plain").write_text("the story")

    with pytest.raises(NoKey):
        encrypt.write(tmp_path / "plain", tmp_path / "hidden", key, name="plain")

    assert not (tmp_path / "hidden").exists()


def test_without_the_escrow_nothing_is_written(tmp_path: Path, settings: Settings) -> None:
    settings.ESCROW_KEY = ""
    key = str(pyrage.x25519.Identity.generate().to_public())
    (tmp_path / "plain").write_text("the story")

    with pytest.raises(NoKey, match="ESCROW_KEY"):
        encrypt.write(tmp_path / "plain", tmp_path / "hidden", key, name="plain")
