"""Petitions and those who sign them, by the real actions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count
from time import time
from typing import Any

from django.core import mail
from django.core.mail import EmailMessage

from config import middleware
from petitions.campaigns import actions as campaigns
from petitions.campaigns import queries
from petitions.campaigns.demo_texts import demo_texts
from petitions.campaigns.plans import Plan
from petitions.campaigns.queries import Campaign
from petitions.models import Inquiry, Petition, Signature
from petitions.models.signature import Assurance
from petitions.signing import actions as signing
from petitions.signing import form_token
from petitions.signing.doubts.rules import ONE_OR_TWO
from petitions.signing.own import actions as own
from petitions.signing.rules import Proven, Signing
from testimonies import snapshots
from testimonies.institutions import actions as institutions
from testimonies.letters import actions as letters
from testimonies.models import TargetProfile
from testimonies.privacy import tokens
from tests.builders_review import a_reviewer, an_administrator
from tests.restored import restored

#: One where a signature by e-mail counts, and one where it is a declaration of support.
TARGETS = ("gov-lt-letter", "seimas-petition")
#: Of Jānis, as his personal code says too.
BORN = {"birth_date": "1975-11-16"}
_numbers = count(1)


@restored
def a_drafted_petition(slug: str = "", targets: Sequence[str] = TARGETS) -> Petition:
    if not TargetProfile.objects.exists():
        institutions.load_reference()
    name = slug or f"petition-{next(_numbers)}"
    return campaigns.draft(Plan(name, demo_texts(), targets), by=an_administrator())


@restored
def a_frozen_petition(slug: str = "", targets: Sequence[str] = TARGETS) -> Petition:
    return frozen(a_drafted_petition(slug, targets))


def frozen(petition: Petition) -> Petition:
    """Handed in by the administrator, read by somebody else."""
    campaigns.submit_for_review(petition.pk, by=an_administrator())
    return campaigns.freeze(petition.pk, version=petition.version, by=a_reviewer())


@restored
def an_open_petition(slug: str = "", targets: Sequence[str] = TARGETS) -> Petition:
    return opened(a_drafted_petition(slug, targets))


def opened(petition: Petition) -> Petition:
    return campaigns.open_petition(frozen(petition).pk, by=an_administrator())


def forget_what_pages_keep() -> None:
    """As if some seconds had passed."""
    snapshots.forget_everything()
    middleware.KEPT.clear()


def close(petition: Petition) -> Petition:
    return campaigns.close(petition.pk, by=an_administrator())


@restored
def a_closed_petition() -> Petition:
    petition = close(an_open_petition())
    forget_what_pages_keep()
    return petition


def shown(petition: Petition, language: str = "en") -> Campaign:
    found = queries.campaign(petition.slug, language)
    assert found is not None
    return found


def a_signing(petition: Petition, **answers: Any) -> Signing:
    told: dict[str, Any] = {
        "name": "Jānis Bērziņš",
        "email": "janis@example.org",
        "country": "LV",
        "targets": tuple(target.pk for target in shown(petition).targets),
    }
    return Signing(**(told | answers))


@restored
def a_signature(petition: Petition | None = None, **answers: Any) -> Signature:
    """Signed, and waiting for the button in the letter's link."""
    petition = petition or an_open_petition()
    uuid = signing.sign(shown(petition), a_signing(petition, **answers), language="en")
    assert uuid is not None
    return Signature.objects.select_related("petition").get(uuid=uuid)


@restored
def a_confirmed_signature(petition: Petition | None = None, **answers: Any) -> Signature:
    signature = a_signature(petition, **answers)
    signing.confirm(signature.uuid)
    return Signature.objects.select_related("petition").get(pk=signature.pk)


def a_proven(petition: Petition, **answers: Any) -> Proven:
    """Jānis again, by his electronic identity."""
    told: dict[str, Any] = {
        "name": "Jānis Bērziņš",
        "assurance": Assurance.EID,
        "identity": "LV:16117519997",
        "country": "LV",
        "targets": tuple(target.pk for target in shown(petition).targets),
        "language": "en",
        "told": {"personal_code": "16117519997", "code_country": "LV"},
    }
    return Proven(**(told | answers))


@restored
def a_proven_signature(petition: Petition | None = None, **answers: Any) -> Signature:
    petition = petition or an_open_petition()
    return signing.sign_proven(shown(petition), a_proven(petition, **answers))


@restored
def a_doubt_token() -> str:
    """Of the letter that asks whether two signatures are of one person."""
    older = a_confirmed_signature()
    a_proven_signature(older.petition, email=older.mail_address)
    return tokens.make(ONE_OR_TWO, older.doubts.get().uuid)


def another_address(signature: Signature, to: str = "new@example.org") -> str:
    """Asked for on the signature's page; the path of the link in the letter that went there."""
    own.ask_for_address(signature.pk, to=to)
    return link_in(letter_to(to))


def answer_inquiries() -> None:
    """As a worker does."""
    for inquiry in Inquiry.objects.all():
        own.answer(inquiry.pk)


def asks_for(*fields: str, profile: str = "gov-lt-letter", **rest: Any) -> None:
    """A law that asks more than any does today; before a petition is drafted."""
    if not TargetProfile.objects.exists():
        institutions.load_reference()
    values = {"required_fields": ["name", *fields], **rest}
    TargetProfile.objects.filter(code=profile).update(**values)


def told(signature: Signature) -> dict[str, Any]:
    """What is kept of the person, without the salt."""
    return {name: value for name, value in signature.personal.items() if name != "salt"}


def what_is_typed(petition: Petition, **answers: Any) -> dict[str, Any]:
    """The form as a browser sends it, filled in by somebody who took their time."""
    typed: dict[str, Any] = {
        "name": "Jānis Bērziņš",
        "email": "janis@example.org",
        "country": "LV",
        "display": "hidden",
        "send": "all",
        "stamp": an_old_stamp(petition),
        "website": "",
    }
    return typed | answers


def an_old_stamp(petition: Petition, *, seconds: int = 30) -> str:
    return form_token.issue(petition.uuid, at=time() - seconds)


def letters_sent() -> list[EmailMessage]:
    """Send what waits; everything sent so far, the oldest first."""
    letters.send_due()
    return list(mail.outbox)


def letter_to(address: str, subject: str = "") -> EmailMessage:
    """The last one that went there and begins so."""
    letters = [letter for letter in letters_sent() if letter.to == [address]]
    return next(each for each in reversed(letters) if each.subject.startswith(subject))


def link_in(letter: EmailMessage) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", str(letter.body))
    assert found is not None, letter.body
    return found[1]
