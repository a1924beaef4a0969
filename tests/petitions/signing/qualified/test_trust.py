"""Trusted lists: believed only when signed, and only for the time that they name."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.local.authority import Authority
from petitions.signing.qualified import trust
from petitions.signing.qualified.trusted_lists import SIGNERS, TIMESTAMPS
from tests.petitions.signing.qualified.signing_programs import Programs

NOW = datetime(2026, 11, 25, tzinfo=UTC)
SIGNING, STAMPING = frozenset({SIGNERS}), frozenset({TIMESTAMPS})


@pytest.fixture
def folder(authority: Authority, tmp_path: Path) -> Path:
    """Lists alone, without the root."""
    folder = tmp_path / "trust"
    shutil.copytree(authority.trust_store, folder)
    (folder / "root.pem").unlink()
    return folder


def test_a_list_names_who_may_issue_and_who_may_stamp(folder: Path, programs: Programs) -> None:
    store = trust.load(folder)
    person = programs.signer("person").certificate

    assert store.vouches_for(person, (), SIGNING, at=NOW)
    assert not store.vouches_for(person, (), STAMPING, at=NOW)


def test_a_list_speaks_for_the_time_since_which_it_grants(
    folder: Path, programs: Programs
) -> None:
    store, person = trust.load(folder), programs.signer("person").certificate

    assert not store.vouches_for(person, (), SIGNING, at=datetime(2019, 12, 31, tzinfo=UTC))


def test_strangers_are_not_vouched_for(folder: Path, programs: Programs) -> None:
    store, stranger = trust.load(folder), programs.signer("stranger")

    assert not store.vouches_for(stranger.certificate, stranger.issuers, SIGNING, at=NOW)


@pytest.mark.parametrize("name", ["EE.xml", "test-lotl.xml"])
def test_a_list_that_was_changed_is_not_believed(folder: Path, name: str) -> None:
    text = (folder / name).read_text()
    (folder / name).write_text(text.replace("2020-01-01", "2010-01-01").replace(">EU<", ">EE<"))

    with pytest.raises(trust.Unusable):
        trust.load(folder)


def test_a_list_signed_by_somebody_else_is_not_believed(
    folder: Path, authority: Authority
) -> None:
    shutil.copy(authority.trust_store.parent / "seal.cert.pem", folder / "lotl.pem")

    with pytest.raises(trust.Unusable):
        trust.load(folder)


def test_a_national_list_signed_by_the_wrong_one_is_not_believed(folder: Path) -> None:
    shutil.copy(folder / "test-lotl.xml", folder / "EE.xml")

    with pytest.raises(trust.Unusable):
        trust.load(folder)


def test_a_folder_of_roots_is_enough(tmp_path: Path, root: Path, programs: Programs) -> None:
    shutil.copy(root, tmp_path / "estonia.pem")
    store, person = trust.load(tmp_path), programs.signer("person")

    assert store.vouches_for(person.certificate, person.issuers, SIGNING, at=NOW)


def test_an_empty_folder_is_no_trust_store(tmp_path: Path) -> None:
    with pytest.raises(trust.Unusable):
        trust.load(tmp_path)
