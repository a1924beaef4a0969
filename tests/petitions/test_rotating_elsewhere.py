"""Files in a store elsewhere take another key, too; and what a killed rotation left is swept."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.core.management import CommandError, call_command
from moto.server import ThreadedMotoServer
from pytest_django import Settings

from petitions.rotating import queries
from testimonies.evidence import keeping, renewing
from testimonies.models import StoredFile
from tests.builders_redactions import a_letter_as_pdf, an_accepted_testimony_with, paper_of

pytestmark = pytest.mark.django_db
NEW = {"k2": b"n" * 32}
BUCKET = "evidence"


class Elsewhere(Storage):
    """What a store of the S3 kind does for Django: a whole file in the place of another."""

    def __init__(self, server: str) -> None:
        self.client: Any = boto3.client(
            "s3",
            endpoint_url=server,
            region_name="us-east-1",
            aws_access_key_id="us",
            aws_secret_access_key="us",
        )
        self.client.create_bucket(Bucket=BUCKET)

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        try:
            found = self.client.get_object(Bucket=BUCKET, Key=name)
        except ClientError as error:
            raise FileNotFoundError(name) from error
        return ContentFile(found["Body"].read(), name=name)

    def _save(self, name: str, content: File[bytes]) -> str:
        held = b"".join(content.chunks())
        self.client.put_object(Bucket=BUCKET, Key=name, Body=held)
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def delete(self, name: str) -> None:
        self.client.delete_object(Bucket=BUCKET, Key=name)

    def exists(self, name: str) -> bool:
        return name in self.names()

    def names(self) -> list[str]:
        listed = self.client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return [each["Key"] for each in listed]

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        inside = [each.removeprefix(f"{path}/" if path else "") for each in self.names()]
        return (
            sorted({each.partition("/")[0] for each in inside if "/" in each}),
            [each for each in inside if "/" not in each],
        )


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Elsewhere]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    found = Elsewhere(f"http://{host}:{port}")
    monkeypatch.setattr(keeping, "storage", lambda: found)
    yield found
    for name in found.names():
        found.delete(name)
    server.stop()


def a_file(content: bytes = b"what was told") -> str:
    """Kept, and named by a row."""
    path = keeping.keep(io.BytesIO(content)).path
    paper = paper_of(an_accepted_testimony_with(a_letter_as_pdf()))
    paper.files.filter(role="small").delete()
    StoredFile.objects.create(
        evidence=paper,
        role="small",
        path=path,
        sha256="0" * 64,
        size=len(content),
        detected_type="image/png",
        scan="clean",
        scanned_at=paper.received_at,
    )
    return path


def read(path: str) -> bytes:
    with keeping.open_kept(path) as file:
        return file.read()


def test_files_in_a_store_elsewhere_take_another_key(
    store: Elsewhere, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    path = a_file()
    before = store.names()
    settings.DATA_KEYS = NEW | settings.DATA_KEYS
    many = dict(queries.older())[queries.FILES]

    call_command("rotate_keys", for_real=True)

    assert f"{queries.FILES}: {many}" in capsys.readouterr().out
    settings.DATA_KEYS = NEW
    assert read(path) == b"what was told"
    assert store.names() == before
    assert queries.FILES not in dict(queries.older())


def test_what_is_encrypted_as_a_whole_takes_it_too(store: Elsewhere) -> None:
    path = a_file()
    assert renewing.begins_older(path)

    assert renewing.replaced(path, lambda copy: copy.write(b"anew"))
    assert not renewing.replaced("aa/gone", lambda copy: copy.write(b"anew"))

    with store.open(path) as file:
        assert file.read() == b"anew"


def test_what_is_erased_there_meanwhile_does_not_come_back(
    store: Elsewhere, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_file()
    settings.DATA_KEYS = NEW | settings.DATA_KEYS
    puts = store._save

    def another_erases(name: str, content: File[bytes]) -> str:
        StoredFile.objects.filter(path=path).delete()
        keeping.forget(path)
        return puts(name, content)

    monkeypatch.setattr(store, "_save", another_erases)
    renewing.renew(path)

    assert not store.exists(path)


def test_a_line_that_breaks_leaves_the_old_file(
    store: Elsewhere, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_file()
    settings.DATA_KEYS = NEW | settings.DATA_KEYS

    def breaks(*_told: Any) -> str:
        raise OSError("the line breaks")

    with monkeypatch.context() as broken:
        broken.setattr(store, "_save", breaks)
        with pytest.raises(OSError, match="line"):
            renewing.renew(path)

    assert read(path) == b"what was told"
    assert renewing.is_older(path)


def test_a_store_that_keeps_both_is_told_apart(
    store: Elsewhere, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = a_file()
    monkeypatch.setattr(store, "get_available_name", lambda name: f"{name}-2")
    settings.DATA_KEYS = NEW | settings.DATA_KEYS

    with pytest.raises(CommandError, match="keeps a second file"):
        call_command("rotate_keys", for_real=True)

    assert read(path) == b"what was told"


def test_what_a_killed_rotation_left_is_swept_at_the_next_start(
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = keeping.keep(io.BytesIO(b"what was told")).path
    here = Path(keeping.storage().path(path))
    left = here.with_name(f".renewed-{secrets.token_hex(4)}")
    left.write_bytes(b"half of it")

    call_command("rotate_keys")
    assert left.exists()
    call_command("rotate_keys", for_real=True)

    assert not left.exists()
    assert read(path) == b"what was told"
    assert f"{queries.LEFT}: 1" in capsys.readouterr().out
