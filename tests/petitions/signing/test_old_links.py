"""A link that confirmed a signature once, opened again after the signature has ended."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from petitions.models import Signature
from petitions.signing import actions as signing
from petitions.signing import rules
from petitions.signing.quarantine import actions as quarantine
from petitions.signing.quarantine.rules import Verdict
from testimonies.privacy import tokens
from tests.builders_review import a_moderator
from tests.builders_signing import BORN, a_confirmed_signature, a_proven, a_signature, shown

pytestmark = pytest.mark.django_db
COUNTS = "It counts once"


def opened(client: Client, signature: Signature) -> str:
    token = tokens.make(rules.CONFIRM_LINK, signature.uuid)
    return client.get(f"/en/signatures/confirm/{token}/").text


def withdrawn() -> Signature:
    return signing.withdraw(a_confirmed_signature().pk)


def replaced() -> Signature:
    weaker = a_confirmed_signature(told=BORN)
    proven = a_proven(weaker.petition, email="janis@example.org", told=BORN)
    assert signing.sign_proven(shown(weaker.petition), proven).pk != weaker.pk
    return weaker


def rejected() -> Signature:
    signature = a_signature(suspicions=("hasty",))
    signing.confirm(signature.uuid)
    return quarantine.reject(signature.pk, verdict=Verdict.INVENTED, by=a_moderator())


def test_while_it_holds_the_link_says_that_it_counts(client: Client) -> None:
    page = opened(client, a_confirmed_signature())

    assert COUNTS in page


@pytest.mark.parametrize("ended", [withdrawn, replaced, rejected])
def test_of_what_has_ended_it_does_not(client: Client, ended: Callable[[], Signature]) -> None:
    signature = ended()

    page = opened(client, signature)

    assert COUNTS not in page
    assert f"/en/signatures/{signature.reference}/" in page
