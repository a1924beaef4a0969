"""Every kind of letter that is sorted has its words, and the desk shows no addresses."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.test import Client
from pytest_django import Settings

from config.checks import CONFIGURATION
from testimonies.letters import actions as letters
from testimonies.letters import bounces, kinds
from testimonies.letters.bounces import Bounce
from testimonies.models import Letter
from testimonies.models.letter import State
from tests.builders_review import an_administrator
from tests.testimonies.letters.conftest import Office

WORDS = Path(__file__).resolve().parents[3] / "templates" / "emails"


def test_kinds_are_those_that_there_are_words_for() -> None:
    known = {path.stem for path in WORDS.glob("*.txt")}

    assert known >= kinds.CONFIRMATIONS | kinds.NEWS


@pytest.mark.parametrize(
    "address", ["bounces", "@example.org", "b" * 22 + "@example.org", "a@b c"]
)
def test_a_bounce_address_that_cannot_be_is_refused(address: str, settings: Settings) -> None:
    settings.BOUNCE_ADDRESS = address

    [problem] = run_checks(tags=[CONFIGURATION])

    assert problem.id == "atmintis.E017"


@pytest.mark.django_db
def test_the_desk_shows_priority_attempts_and_what_came_back_without_addresses(
    office: Office, client: Client
) -> None:
    letter = letters.queue(
        "sign_in", to="ona@example.org", language="en", subject="Secret", text="Words."
    )
    letters.send_due()
    letters.take_back(Bounce(letter.uuid, bounces.NO_SUCH_MAILBOX))
    client.force_login(an_administrator(), "allauth.account.auth_backends.AuthenticationBackend")

    listed = client.get("/admin/testimonies/letter/").content.decode()
    page = client.get(f"/admin/testimonies/letter/{letter.uuid}/").content.decode()

    assert "awaited" in listed
    assert "5.1.1" in listed
    assert "came back" in page
    assert "Send it again" in page
    assert "ona@example.org" not in listed + page
    assert "Secret" not in listed + page
    client.post(f"/admin/testimonies/letter/{letter.uuid}/send-again/")
    assert Letter.objects.get().state == State.QUEUED
