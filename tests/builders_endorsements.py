"""Organisations that support a petition, by the real actions and the real form."""

from __future__ import annotations

from html import unescape
from typing import Any

from django.test import Client

from petitions.campaigns.endorsements import actions as endorsements
from petitions.campaigns.endorsements.mandates import actions as mandates
from petitions.campaigns.endorsements.rules import Organisation
from petitions.models import Endorsement, Petition
from testimonies.evidence import keeping
from testimonies.models import CustodyEvent, Letter
from testimonies.privacy import tokens
from tests.builders_review import a_moderator
from tests.builders_signing import an_old_stamp, an_open_petition
from tests.restored import restored
from tests.testimonies.evidence.files import a_pdf, a_picture, upload


def an_organisation(**told: Any) -> Organisation:
    said: dict[str, Any] = {
        "name": "Sibīrijas bērni",
        "country": "LV",
        "register_code": "40008001234",
        "website": "https://www.example.org/",
        "members": 400,
        "speaker": "Dzintra Geka",
        "role": "chair",
        "email": "office@example.org",
        "language": "en",
    }
    return Organisation(**(said | told))


@restored
def a_submitted_endorsement(
    petition: Petition | None = None, *, has_logo: bool = False, **told: Any
) -> Endorsement:
    """Written into the form, and waiting for the button in the letter's link."""
    petition = petition or an_open_petition()
    made = endorsements.submit(
        petition.pk,
        an_organisation(**told),
        mandate=mandates.hold_mandate(upload(a_pdf(), "minutes.pdf", "application/pdf")),
        logo=mandates.hold_logo(upload(a_picture("PNG"), "logo.png")) if has_logo else None,
    )
    assert made is not None
    return made


@restored
def a_confirmed_endorsement(petition: Petition | None = None, **told: Any) -> Endorsement:
    """Confirmed by its letter; the worker has made the clean copy of the mandate."""
    made = endorsements.confirm(a_submitted_endorsement(petition, **told).uuid)
    mandates.make_copy(made.pk)
    return Endorsement.objects.get(pk=made.pk)


@restored
def a_published_endorsement(petition: Petition | None = None, **told: Any) -> Endorsement:
    made = a_confirmed_endorsement(petition, **told)
    return endorsements.publish(made.pk, by=a_moderator())


def an_endorsement_token(endorsement: Endorsement) -> str:
    return tokens.make("endorsement", endorsement.uuid)


def what_an_organisation_types(petition: Petition, **answers: Any) -> dict[str, Any]:
    """The form as a browser sends it, filled in by somebody who took their time."""
    typed: dict[str, Any] = {
        "name": "Sibīrijas bērni",
        "country": "LV",
        "register_code": "40008001234",
        "website": "www.example.org",
        "members": "400",
        "speaker": "Dzintra Geka",
        "role": "chair",
        "email": "office@example.org",
        "language": "lv",
        "agrees": "on",
        "mandate": upload(a_pdf(), "minutes.pdf", "application/pdf"),
        "stamp": an_old_stamp(petition),
        "fax": "",
    }
    return typed | answers


def kept(path: str) -> bytes:
    """The content of a file in the evidence storage."""
    with keeping.storage().open(path, "rb") as file:
        return bytes(file.read())


def form_address(petition: Petition, language: str = "en") -> str:
    return f"/{language}/petitions/{petition.slug}/organisations/endorse/"


def send(client: Client, petition: Petition, **answers: Any) -> Any:
    """Fill in the form and press its button; None leaves an answer out."""
    typed = what_an_organisation_types(petition, **answers)
    said = {name: answer for name, answer in typed.items() if answer is not None}
    return client.post(form_address(petition), said)


def words(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def nothing_was_written() -> bool:
    return not (
        Endorsement.objects.exists()
        or Letter.objects.exists()
        or CustodyEvent.objects.filter(event__startswith="endorsement").exists()
    )
