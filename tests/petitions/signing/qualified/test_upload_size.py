"""Files that no program for signing makes: too large is said, and costs no memory."""

from __future__ import annotations

import resource
from io import BytesIO, RawIOBase
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from petitions.models import SignedContainer
from tests.builders_signing import an_open_petition
from tests.petitions.signing.qualified.test_upload import address, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def test_a_file_that_is_too_large_is_said_to_be_and_the_form_stays(
    client: Client, settings: Settings
) -> None:
    settings.CONTAINER_MAX_BYTES = 1024 * 1024
    petition = an_open_petition()

    page = client.post(address(petition), typed(petition, bytes(1024 * 1024 + 1)))

    text = page.content.decode()
    assert page.status_code == 413
    assert "This file is larger than 1 MB." in text
    assert 'value="mari@example.org"' in text
    assert not SignedContainer.objects.exists()


def test_a_gigabyte_is_dropped_as_it_comes(client: Client) -> None:
    petition = an_open_petition()
    body = Flood(typed(petition), size=1 << 30)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    sent: dict[str, Any] = {
        "wsgi.input": body,
        "CONTENT_LENGTH": str(body.left),
        "CONTENT_TYPE": f"multipart/form-data; boundary={Flood.BOUNDARY}",
    }
    page = client.generic("POST", address(petition), **sent)

    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert "This file is larger than 10 MB." in page.content.decode()
    assert grown < 100_000  # kilobytes
    assert not SignedContainer.objects.exists()


class Flood(RawIOBase):
    """The body of a form with one enormous file, made as it is read."""

    BOUNDARY = "flood"

    def __init__(self, answers: dict[str, Any], *, size: int) -> None:
        parts = [
            f'--{self.BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}'
            for name, value in answers.items()
            if name != "file"
        ]
        head = (
            f'--{self.BOUNDARY}\r\nContent-Disposition: form-data; name="file"; '
            'filename="big.asice"\r\nContent-Type: application/zip\r\n\r\n'
        )
        self._head = BytesIO("\r\n".join([*parts, head]).encode())
        self._tail = BytesIO(f"\r\n--{self.BOUNDARY}--\r\n".encode())
        self._zeros = size
        self.left = size + len(self._head.getvalue()) + len(self._tail.getvalue())

    def read(self, size: int = -1) -> bytes:
        if block := self._head.read(size):
            return block
        if self._zeros:
            block = bytes(min(size, self._zeros))
            self._zeros -= len(block)
            return block
        return self._tail.read(size)
