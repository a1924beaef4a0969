"""Whoever is put aside is told what everybody is told, to the byte."""

from __future__ import annotations

import logging
import re

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from petitions.models import Petition, Signature
from petitions.models.signature import State
from petitions.signing import actions as signing
from petitions.signing import rules
from petitions.signing.quarantine import actions as quarantine
from petitions.signing.quarantine.rules import Suspicion
from testimonies.models import CustodyEvent
from testimonies.privacy import tokens
from tests import builders_signing as builders
from tests.builders_review import a_moderator
from tests.petitions.signing.quarantine.crowds import (
    ADDRESS,
    set_aside,
    since_always,
    state_of,
)

pytestmark = pytest.mark.django_db

NAME, HONEST, ODD = "Žydrūnė Pasakaitė", "zydrune@pastas.example", "zydrune@mailinator.com"
#: What differs between any two people: references and links, times, and what is signed over them.
OWN = (
    re.compile(r"confirm/[\w-]+"),
    re.compile(r"S-[A-Z0-9-]+"),
    re.compile(r"\d{2}:\d{2}(:\d{2}(\.\d+)?)?"),
    re.compile(r"[0-9a-f]{64}|[\w+/]{80,}=*"),
    re.compile(r"\w+…@[\w.]+"),
)


def without_what_is_own(said: str) -> str:
    for pattern in OWN:
        said = pattern.sub("…", said)
    return said


def everything_said(petition: Petition, email: str) -> tuple[Signature, list[str]]:
    """From the form to the receipt: each answer with its status and headers, and the letters."""
    client = Client(REMOTE_ADDR=ADDRESS)
    form = f"/en/petitions/{petition.slug}/sign/"
    before = len(builders.letters_sent())
    answers = [client.post(form, builders.what_is_typed(petition, name=NAME, email=email))]
    signature = Signature.objects.order_by("-pk")[0]
    link = f"/en/signatures/confirm/{tokens.make(rules.CONFIRM_LINK, signature.uuid)}/"
    answers += [client.get(link), client.post(link), client.get(link)]
    page = f"/en/signatures/{signature.reference}/"
    answers += [client.get(page), client.get(f"{page}withdraw/")]
    said = [
        f"{answer.status_code} {sorted(answer.headers.items())} {answer.content.decode()}"
        for answer in answers
    ]
    said += [_told(letter) for letter in builders.letters_sent()[before:]]
    return signature, [without_what_is_own(each.replace(email, "…")) for each in said]


def _told(letter: EmailMessage) -> str:
    return f"{letter.subject} {letter.body}"


def test_answers_pages_and_letters_are_the_same_to_the_byte() -> None:
    petition = builders.an_open_petition()

    honest, told_to_the_honest = everything_said(petition, HONEST)
    odd, told_to_the_odd = everything_said(petition, ODD)

    assert (state_of(honest), state_of(odd)) == (State.CONFIRMED, State.QUARANTINED)
    assert len(told_to_the_honest) == 8
    for one, other in zip(told_to_the_honest, told_to_the_odd, strict=True):
        assert one == other


def test_the_ledger_does_not_lie_and_the_page_gives_no_reason() -> None:
    """Nobody can be shown a proof of an entry that is not there: this is where silence ends."""
    petition = builders.an_open_petition()
    odd, _said = everything_said(petition, ODD)
    page = f"/en/signatures/{odd.reference}/"
    before = Client().get(page).content

    signing.count_signatures()

    assert Client().get(page).content == before
    assert not odd.ledger_entries.exists()


def test_setting_a_crowd_aside_changes_nothing_that_its_signers_see() -> None:
    signature = builders.a_confirmed_signature()
    signing.count_signatures()
    page = f"/en/signatures/{signature.reference}/"
    before = Client().get(page)
    Signature.objects.update(address_key=b"1" * 16)

    set_aside(signature.petition, since_always(source="address", key=b"1" * 16))
    signing.count_signatures()

    after = Client().get(page)
    assert state_of(signature) == State.QUARANTINED
    assert after.content == before.content


def test_what_was_put_aside_can_be_withdrawn() -> None:
    petition = builders.an_open_petition()
    odd, _said = everything_said(petition, ODD)

    answer = Client().post(f"/en/signatures/{odd.reference}/withdraw/")

    assert answer.status_code == 302
    assert state_of(odd) == State.WITHDRAWN


def test_logs_and_custody_name_nobody(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    petition = builders.an_open_petition()
    odd, _said = everything_said(petition, ODD)
    invalidation = set_aside(petition, since_always(suspicion=Suspicion.DISPOSABLE))
    quarantine.watch()
    quarantine.put_back(invalidation.pk, by=a_moderator())
    quarantine.work_on(invalidation.pk)
    quarantine.accept(odd.pk, by=a_moderator())

    told = caplog.text + str(list(CustodyEvent.objects.values_list("detail", flat=True)))

    for word in ("Žydrūnė", "Pasakaitė", "zydrune", "mailinator", ADDRESS):
        assert word not in told
