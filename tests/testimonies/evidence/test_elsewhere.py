"""Evidence in a store that speaks S3: leaves encrypted, is read in parts, and goes when erased."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils.timezone import now
from pytest_django import Settings

from config.settings.files import evidence_store, problem
from testimonies.evidence import actions as evidence
from testimonies.evidence import keeping, renewing, sealed_file
from testimonies.evidence.actions import About
from testimonies.evidence.elsewhere import PART
from testimonies.evidence.uploads import actions as uploads
from tests.builders_intake import a_started_draft
from tests.stores import a_bucket, an_s3_store
from tests.testimonies.evidence import files
from tests.testimonies.evidence.sending import Sender

BUCKET = "evidence"
NEW = {"k2": b"n" * 32}
TOLD = b"They came at night. "


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with an_s3_store() as running:
        yield running


@pytest.fixture
def bucket(address: str, settings: Settings) -> Iterator[Any]:
    yield (bucket := kept_in(address, settings))
    bucket.objects.all().delete()


def kept_in(address: str, settings: Settings, name: str = BUCKET) -> Any:
    store = evidence_store(f"s3://{name}/files?endpoint={address}", Path("/nowhere"), "us", "us")
    settings.STORAGES = settings.STORAGES | {"evidence": store}
    return a_bucket(address, name)


def lying_there(bucket: Any) -> bytes:
    (only,) = bucket.objects.all()
    content: bytes = only.get()["Body"].read()
    return content


def test_what_is_kept_leaves_encrypted_and_comes_back(bucket: Any) -> None:
    long = TOLD * (PART // 10)

    kept = keeping.keep(io.BytesIO(long))

    assert TOLD not in lying_there(bucket)
    assert (kept.size, kept.sha256) == (len(long), hashlib.sha256(long).hexdigest())
    with keeping.open_kept(kept.path) as file:
        assert file.read() == long
        file.seek(PART + 7)
        assert file.read(20) == long[PART + 7 : PART + 27]


@pytest.mark.django_db
def test_a_paper_is_taken_copied_and_erased(bucket: Any) -> None:
    case = a_started_draft().draft.case
    paper = files.upload(files.a_picture(), "a.jpg")

    original = evidence.receive(case.pk, paper, kind="photograph", caption="")
    copy = evidence.make_access_copy(original.pk)

    names = {each.key.removeprefix("files/") for each in bucket.objects.all()}
    assert copy is not None
    assert {original.path, copy.path} <= names
    for name in names:
        keeping.forget(name)
    assert list(bucket.objects.all()) == []
    with pytest.raises(FileNotFoundError):
        keeping.open_kept(original.path)


@pytest.mark.django_db
def test_what_came_in_pieces_is_taken_over_as_it_lies(bucket: Any) -> None:
    content = files.a_picture() + os.urandom(2 * PART)
    sender = Sender(len(content), name="a.jpg")
    sender.patch(0, content)

    original = uploads.take(sender.case.pk, sender.uuid, About("photograph"))

    assert lying_there(bucket).startswith(sealed_file.MAGIC)
    with keeping.open_kept(original.path) as file:
        assert file.read() == content


@pytest.mark.django_db
def test_a_file_takes_another_key_there(bucket: Any, settings: Settings) -> None:
    paper = files.upload(files.a_picture(), "a.jpg")
    case = a_started_draft().draft.case
    path = evidence.receive(case.pk, paper, kind="photograph", caption="").path
    settings.DATA_KEYS = NEW | settings.DATA_KEYS

    assert renewing.is_older(path)
    assert renewing.renew(path)
    assert not renewing.is_older(path)
    with keeping.open_kept(path) as file:
        assert file.read() == files.a_picture()


def test_one_that_is_replaced_while_it_is_read_is_not_mixed(bucket: Any) -> None:
    path = keeping.keep(io.BytesIO(TOLD * PART)).path
    with keeping.open_kept(path) as file:
        file.read(10)
        keeping.storage().save(path, files.upload(b"another", "a.bin"))
        with pytest.raises(OSError, match="store said"):
            file.read()


def test_a_sweep_finds_what_lies_there(bucket: Any) -> None:
    path = keeping.keep(io.BytesIO(TOLD)).path
    folder = path.partition("/")[0]

    assert keeping.folders() == [folder]
    assert list(keeping.older_than(now(), folder)) == [path]


@pytest.mark.django_db
def test_a_store_that_is_away_refuses_the_paper_and_keeps_no_row(settings: Settings) -> None:
    with an_s3_store() as address:
        kept_in(address, settings)
    case = a_started_draft().draft.case

    with pytest.raises(OSError, match="the store"):
        evidence.receive(
            case.pk, files.upload(files.a_picture(), "a.jpg"), kind="photograph", caption=""
        )

    assert not case.evidence.exists()


@pytest.mark.django_db
def test_the_doctor_says_when_what_is_erased_is_kept(
    address: str, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    bucket = kept_in(address, settings, "with-versions")
    before = _examined(capsys)
    bucket.Versioning().enable()

    assert "files are kept, read and erased" in before
    assert "The bucket keeps versions" not in before
    assert "The bucket keeps versions" in _examined(capsys)
    bucket.Versioning().suspend()
    assert "The bucket keeps versions" in _examined(capsys), "what was erased is in it still"


@pytest.mark.parametrize(
    ("url", "said"),
    {
        "": "",
        "file:/srv/files": "",
        "s3://evidence?endpoint=https://store.example.org": "",
        "s3://?endpoint=https://store.example.org": "Name a bucket",
        "s3://evidence?endpoint=http://store.example.org": "https",
        "file:files": "whole path",
        "file:///srv/files": "",
        "file://srv/files": "whole path",
        "file:/srv/a#b": "whole path",
        "file:/srv/a?b": "whole path",
        "s3://evidence?endpoint=https://": "https",
        "/srv/files": "Begin with file:/",
        "gs://evidence": "Begin with file:/",
    }.items(),
)
def test_a_malformed_address_is_named(url: str, said: str) -> None:
    found = problem(url, "us", "secret", may_be_open=False)

    assert found.count(said) == 1 if said else found == ""


def test_a_store_without_its_secret_is_named() -> None:
    assert "FILES_SECRET" in problem("s3://evidence", "us", "", may_be_open=False)


def _examined(capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit):
        call_command("doctor")
    return capsys.readouterr().out
