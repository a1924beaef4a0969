"""What turns out to be suspicious later: the same person twice, and who was rejected before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from petitions.models import Petition, Signature
from petitions.models.signature import Assurance, State
from petitions.signing import actions as signing
from petitions.signing import rules as signing_rules
from petitions.signing.quarantine import actions as quarantine
from petitions.signing.quarantine import rules
from petitions.signing.quarantine.rules import Suspicion, Verdict
from petitions.signing.rules import Proven
from testimonies import limits
from testimonies.models import CustodyEvent
from tests import builders_signing as builders
from tests.builders_review import a_moderator
from tests.petitions.signing.quarantine.crowds import copies_of, signed_from, state_of

pytestmark = pytest.mark.django_db
CODE = {"code_country": "EE", "personal_code": "46001010000"}


def somebody(petition: Petition, email: str, **told: str) -> Signature:
    told = told or {"birth_date": "1940-06-14"}
    return builders.a_signature(petition, name="Ona Petraitė", email=email, told=told)


def confirmed(signature: Signature) -> Signature:
    signing.confirm(signature.uuid)
    return signature


def suspicions_of(signature: Signature) -> list[str]:
    return Signature.objects.values_list("suspicions", flat=True).get(pk=signature.pk)


def test_the_second_of_one_person_is_put_aside() -> None:
    petition = builders.an_open_petition()
    first = confirmed(somebody(petition, "ona@example.org"))
    second = confirmed(somebody(petition, "ona@example.net"))

    assert quarantine.watch() == 1

    assert (state_of(first), state_of(second)) == (State.CONFIRMED, State.QUARANTINED)
    assert suspicions_of(second) == [Suspicion.SAME_PERSON]
    line = CustodyEvent.objects.get(event="petition.signatures_put_aside")
    assert line.detail == {"suspicion": "same_person", "count": 1}


def test_the_same_personal_code_under_two_names_is_put_aside() -> None:
    petition = builders.an_open_petition()
    first = confirmed(somebody(petition, "ona@example.org", **CODE))
    second = builders.a_signature(petition, name="Jonas", email="jonas@example.org", told=CODE)

    assert quarantine.watch() == 1

    assert suspicions_of(second) == [Suspicion.SAME_CODE]
    assert state_of(second) == State.PENDING
    confirmed(second)
    assert (state_of(first), state_of(second)) == (State.CONFIRMED, State.QUARANTINED)


def test_what_is_not_confirmed_casts_no_doubt_on_others() -> None:
    """Or anybody could send forms in the name of others to have them put aside."""
    petition = builders.an_open_petition()
    invented = somebody(petition, "robot@example.org")
    real = confirmed(somebody(petition, "ona@example.org"))

    quarantine.watch()

    assert state_of(real) == State.CONFIRMED
    assert suspicions_of(invented) == [Suspicion.SAME_PERSON]


def test_the_stronger_one_of_a_person_stands() -> None:
    petition = builders.an_open_petition()
    by_mail = confirmed(somebody(petition, "ona@example.org"))
    told: dict[str, Any] = {"birth_date": "1940-06-14"}
    proven = signing.sign_proven(
        builders.shown(petition),
        Proven(
            name="Ona Petraitė",
            assurance=Assurance.EID,
            identity="LT:44006140000",
            country="LT",
            targets=tuple(by_mail.targets),
            language="lt",
            told=told,
        ),
    )

    quarantine.watch()

    assert (state_of(by_mail), state_of(proven)) == (State.QUARANTINED, State.CONFIRMED)


def test_people_of_one_name_born_on_different_days_are_two() -> None:
    petition = builders.an_open_petition()
    confirmed(somebody(petition, "ona@example.org"))
    confirmed(somebody(petition, "ona@example.net", birth_date="1940-06-15"))

    assert quarantine.watch() == 0


def test_one_person_may_sign_two_petitions() -> None:
    for _each in range(2):
        confirmed(somebody(builders.an_open_petition(), "ona@example.org"))

    assert quarantine.watch() == 0


def test_what_a_moderator_counted_is_not_put_aside_again() -> None:
    petition = builders.an_open_petition()
    confirmed(somebody(petition, "ona@example.org"))
    second = confirmed(somebody(petition, "ona@example.net"))
    quarantine.watch()
    quarantine.accept(second.pk, by=a_moderator())

    assert quarantine.watch() == 0

    assert state_of(second) == State.CONFIRMED


def test_whoever_was_rejected_is_looked_at_again_when_they_come_back() -> None:
    petition = builders.an_open_petition()
    first = confirmed(builders.a_signature(petition, email="robot@mailinator.com"))
    Signature.objects.filter(pk=first.pk).update(state=State.QUARANTINED)
    quarantine.reject(first.pk, verdict=Verdict.ROBOT, by=a_moderator())
    again = confirmed(builders.a_signature(petition, email="robot@mailinator.com"))

    quarantine.watch()

    assert suspicions_of(again) == [Suspicion.REJECTED_BEFORE]
    assert state_of(again) == State.QUARANTINED


def test_the_first_ones_of_a_crowd_are_found_while_they_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "CROWDED_ADDRESS", limits.Limit("crowded-address", 5, 3600))
    petition = builders.an_open_petition()
    first = signed_from(petition)
    copies_of(first, 5)
    elsewhere = signed_from(petition, "198.51.100.1", name="Elsewhere")

    assert quarantine.watch() == 6

    assert suspicions_of(first) == [Suspicion.CROWDED_ADDRESS]
    assert suspicions_of(elsewhere) == []


def test_traces_are_forgotten_after_thirty_days() -> None:
    petition = builders.an_open_petition()
    old, young = (confirmed(signed_from(petition, name=name)) for name in ("Old", "Young"))
    long_ago = now() - rules.TRACES_KEPT - timedelta(minutes=1)
    Signature.objects.filter(pk=old.pk).update(signed_at=long_ago)

    assert quarantine.forget_traces() == 1

    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.address_key, old.network_key, old.domain_key, old.trace) == (None,) * 4
    assert None not in (young.trace, young.address_key, young.network_key, young.domain_key)
    assert quarantine.forget_traces() == 0


def test_links_expire_when_traces_do() -> None:
    """Nothing that can still be confirmed has lost what it is judged by."""
    assert rules.TRACES_KEPT >= signing_rules.CONFIRM_WITHIN
