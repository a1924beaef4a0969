"""Files with answers: taken by what is in them, kept encrypted, scanned, handed to staff."""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from petitions.bundles import places
from petitions.deliveries.responding import files
from petitions.deliveries.responding.documents import actions as documents
from petitions.models import Delivery, InstitutionResponse, ResponseFile
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent
from testimonies.models.evidence import Scan
from tests.builders_answers import PDF, an_answer
from tests.builders_bundles import a_desk_token, an_acknowledged_delivery, open_desk
from tests.builders_review import PASSWORD, a_release_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def a_package(**members: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in members.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return made.getvalue()


DOCX = a_package(word__document_xml=b"<document/>")
ASICE = a_package(mimetype=b"application/vnd.etsi.asic-e+zip", META__x_xml=b"<x/>")
MACROS = a_package(word__document_xml=b"<document/>", word__vbaProject=b"x")


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def send(client: Client, answer: InstitutionResponse, name: str, content: bytes) -> object:
    delivery = Delivery.objects.get(pk=answer.delivery_id)
    with translation.override("en"):
        url = reverse("petitions:desk-document", args=[a_desk_token(delivery), answer.uuid])
    return client.post(url, {"document": upload(name, content)})


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", PDF), ("a.DOCX", DOCX), ("a.asice", ASICE), ("a.edoc", ASICE)],
)
def test_a_file_is_kept_as_it_came_and_encrypted(
    client: Client, name: str, content: bytes
) -> None:
    answer = an_answer()
    open_desk(client, answer.delivery)

    sent = send(client, answer, name, content)

    assert sent.status_code == 302  # type: ignore[attr-defined]
    file = ResponseFile.objects.get()
    assert (file.sha256, file.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert content not in bytes(file.content)
    assert documents.content_of(file) == content
    assert file.scan == Scan.PENDING
    line = CustodyEvent.objects.get(event="response.file_received")
    assert line.detail == {"sha256": file.sha256, "size": file.size}
    page = client.get(sent.headers["Location"]).content.decode()  # type: ignore[attr-defined]
    assert file.sha256 in page


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.exe", b"MZ", "We take PDF"),
        ("a.pdf", b"", "empty"),
        ("a.pdf", b"MZ\x90", "not what its name says"),
        ("a.pdf", b"%PDF-1.4 and nothing more", "damaged"),
        ("a.docx", b"PK\x03\x04 and nothing more", "damaged"),
        ("a.docx", ASICE, "not what its name says"),
        ("a.docx", MACROS, "a program"),
        ("a.asice", DOCX, "not what its name says"),
        ("a.adoc", ASICE, "not what its name says"),
        ("a.pdf", PDF + b"x" * files.LARGEST, "larger than 10 MB"),
    ],
)
def test_what_is_not_what_it_says_is_refused_with_its_reason(
    client: Client, name: str, content: bytes, why: str
) -> None:
    answer = an_answer()
    open_desk(client, answer.delivery)

    sent = send(client, answer, name, content)

    assert why in sent.content.decode()  # type: ignore[attr-defined]
    assert not ResponseFile.objects.exists()
    assert not CustodyEvent.objects.filter(event="response.file_received").exists()


def test_the_same_file_twice_is_one_and_another_needs_another_answer() -> None:
    answer = an_answer()
    sent = files.take(upload("a.pdf", PDF))

    first, second = documents.attach(answer.pk, sent), documents.attach(answer.pk, sent)
    with pytest.raises(Refusal, match="already"):
        documents.attach(answer.pk, files.take(upload("a.docx", DOCX)))

    assert first == second
    assert ResponseFile.objects.count() == 1


def test_before_it_is_checked_nobody_takes_it(client: Client) -> None:
    answer, officer = an_answer(), a_release_officer()
    documents.attach(answer.pk, files.take(upload("a.pdf", PDF)))
    client.post("/accounts/login/", {"login": officer.email, "password": PASSWORD})
    url = reverse("admin:petitions_institutionresponse_file", args=[answer.uuid])

    before = client.get(url)
    documents.scan_waiting()
    taken = client.get(url)

    assert before.status_code == 404
    assert taken.content == PDF
    assert taken["Content-Disposition"].startswith("attachment")
    line = CustodyEvent.objects.get(event="response.file_read")
    assert line.by == officer


def test_while_the_scanner_is_away_a_file_waits(settings: Settings) -> None:
    answer = an_answer()
    documents.attach(answer.pk, files.take(upload("a.pdf", PDF)))
    settings.CLAMAV_URL = "tcp://127.0.0.1:1"

    documents.scan_waiting()

    assert ResponseFile.objects.get().scan == Scan.PENDING


def test_a_file_belongs_to_an_answer() -> None:
    delivery = an_acknowledged_delivery()

    with pytest.raises(Refusal, match="belongs to"):
        documents.attach(delivery.responses.get().pk, files.take(upload("a.pdf", PDF)))


def test_our_own_sealed_file_is_a_container_that_opens() -> None:
    delivery = an_acknowledged_delivery()

    sent = files.take(upload("back.asice", places.sealed(delivery.bundle).read_bytes()))

    assert sent.kind == "application/vnd.etsi.asic-e+zip"
