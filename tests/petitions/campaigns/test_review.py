"""Who may freeze what: another person, and only what they have read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from petitions.campaigns import actions as campaigns
from petitions.campaigns.demo_texts import demo_texts
from petitions.campaigns.plans import PlainWords, Plan
from petitions.models import Petition
from petitions.models.petition import State
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent
from tests import builders_signing as builders
from tests.builders_review import a_moderator, an_administrator, another_moderator
from tests.petitions.signing.test_two_connections import at_once

pytestmark = pytest.mark.django_db


def a_petition_in_review() -> Petition:
    petition = builders.a_drafted_petition()
    return campaigns.submit_for_review(petition.pk, by=an_administrator())


def a_plan(slug: str, **changes: object) -> Plan:
    settled: dict[str, object] = {"texts": demo_texts(), "targets": builders.TARGETS}
    return Plan(slug, **(settled | changes))  # type: ignore[arg-type]


def test_who_handed_it_in_does_not_freeze_it() -> None:
    petition = a_petition_in_review()

    with pytest.raises(Refusal, match="Somebody else reviews it"):
        campaigns.freeze(petition.pk, version=1, by=an_administrator())

    petition.refresh_from_db()
    assert petition.state == State.IN_REVIEW
    assert not CustodyEvent.objects.filter(event="petition.frozen").exists()


def test_who_edited_it_last_does_not_freeze_it() -> None:
    petition = builders.a_drafted_petition()
    campaigns.edit(petition.pk, a_plan(petition.slug), version=1, by=a_moderator())
    campaigns.submit_for_review(petition.pk, by=an_administrator())

    with pytest.raises(Refusal, match="Somebody else reviews it"):
        campaigns.freeze(petition.pk, version=2, by=a_moderator())

    assert campaigns.freeze(petition.pk, version=2, by=another_moderator()).reviewed_by


@pytest.mark.parametrize("role", ["submitted_by", "edited_by"])
def test_the_database_wants_another_person_too(role: str) -> None:
    petition = a_petition_in_review()
    ours = {"reviewed_by": another_moderator(), role: another_moderator()}

    with pytest.raises(IntegrityError, match="another_person"), transaction.atomic():
        Petition.objects.filter(pk=petition.pk).update(**ours)


def test_what_was_changed_meanwhile_is_read_again_first() -> None:
    petition = a_petition_in_review()
    campaigns.send_back(petition.pk, by=a_moderator(), reason="The title is too long")
    campaigns.edit(petition.pk, a_plan(petition.slug), version=1, by=an_administrator())
    campaigns.submit_for_review(petition.pk, by=an_administrator())

    with pytest.raises(campaigns.Outdated, match="look at it again"):
        campaigns.freeze(petition.pk, version=1, by=a_moderator())

    petition.refresh_from_db()
    assert petition.state == State.IN_REVIEW


def test_sent_back_it_is_a_draft_that_says_why() -> None:
    petition = a_petition_in_review()

    with pytest.raises(Refusal, match="Write why"):
        campaigns.send_back(petition.pk, by=a_moderator(), reason="  ")
    draft = campaigns.send_back(petition.pk, by=a_moderator(), reason="The title is too long")

    assert (draft.state, draft.sent_back_because) == (State.DRAFT, "The title is too long")
    again = campaigns.submit_for_review(petition.pk, by=an_administrator())
    assert again.sent_back_because == ""


def test_only_a_draft_is_edited_and_never_over_what_one_has_not_seen() -> None:
    petition = builders.a_drafted_petition()
    campaigns.edit(petition.pk, a_plan("new-address"), version=1, by=a_moderator())

    with pytest.raises(campaigns.Outdated):
        campaigns.edit(petition.pk, a_plan("another"), version=1, by=an_administrator())
    campaigns.submit_for_review(petition.pk, by=an_administrator())
    with pytest.raises(Refusal, match="Only a draft"):
        campaigns.edit(petition.pk, a_plan("another"), version=2, by=an_administrator())

    petition.refresh_from_db()
    assert (petition.slug, petition.version) == ("new-address", 2)


def test_a_target_that_stays_keeps_its_row() -> None:
    petition = builders.a_drafted_petition()
    kept = petition.targets.get(profile__code="seimas-petition")
    targets = ["gov-ee-letter", "seimas-petition"]

    campaigns.edit(petition.pk, a_plan("other", targets=targets), version=1, by=a_moderator())

    assert list(petition.targets.values_list("profile__code", flat=True)) == targets
    assert petition.targets.get(profile__code="seimas-petition").pk == kept.pk


def test_each_language_is_whole_before_it_is_reviewed() -> None:
    petition = builders.a_drafted_petition()
    texts = demo_texts() | {"lt": PlainWords(title="Tik pavadinimas")}
    campaigns.edit(petition.pk, a_plan("half", texts=texts), version=1, by=a_moderator())

    with translation.override("en"), pytest.raises(Refusal, match="Lithuanian"):
        campaigns.submit_for_review(petition.pk, by=a_moderator())


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_at_once_one_freezes_and_the_other_is_told() -> None:
    petition = a_petition_in_review()
    reviewers = [a_moderator(), another_moderator()]

    def freezes(number: int) -> Callable[[], object]:
        def freeze() -> object:
            try:
                return campaigns.freeze(petition.pk, version=1, by=reviewers[number]).state
            except Refusal as no:
                return str(no)

        return freeze

    answers = at_once([freezes(0), freezes(1)])

    assert State.FROZEN in answers
    assert any("cannot become" in str(answer) for answer in answers)
    assert CustodyEvent.objects.filter(event="petition.frozen").count() == 1


@pytest.mark.django_db(transaction=True)
def test_freezing_against_sending_back_ends_in_one_of_both() -> None:
    petition = a_petition_in_review()
    reviewer, other = a_moderator(), another_moderator()

    def freeze() -> object:
        try:
            return campaigns.freeze(petition.pk, version=1, by=reviewer).state
        except Refusal:
            return "refused"

    def send_back() -> object:
        try:
            return campaigns.send_back(petition.pk, by=other, reason="Not yet").state
        except Refusal:
            return "refused"

    answers = at_once([freeze, send_back])

    petition.refresh_from_db()
    assert sorted(map(str, answers)) == sorted(["refused", petition.state])
    assert (petition.state == State.FROZEN) == bool(petition.text_digest)
