"""Other rules than times: a threshold, the closing, what is usual, and a hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now
from django_celery_beat.models import PeriodicTask

from petitions.bundles import actions as bundles
from petitions.bundles import queries
from petitions.models import BundleRule, Petition, PetitionTarget
from petitions.models.bundle import Because
from petitions.models.bundle_rule import RuleKind
from petitions.models.petition import State as PetitionState
from petitions.signing import actions as signing
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, TargetProfile
from tests.builders_bundles import a_petition_with, a_rule, a_target
from tests.builders_review import a_release_officer, an_administrator
from tests.builders_signing import (
    a_confirmed_signature,
    a_drafted_petition,
    an_open_petition,
    close,
    opened,
)
from tests.petitions.bundles.test_due import due
from tests.petitions.bundles.test_freeze import names_in, signature_of

pytestmark = pytest.mark.django_db(transaction=True)  # the clock of the database goes on
DAY = timedelta(days=1)


def a_petition_that_needs(number: int) -> PetitionTarget:
    a_drafted_petition()  # so that the profiles are there
    TargetProfile.objects.filter(code="gov-lt-letter").update(threshold=number)
    return a_target(an_open_petition())


def test_once_enough_have_signed_a_bundle_is_due_up_to_the_one_who_made_it_enough() -> None:
    target = a_petition_that_needs(2)
    bundles.turn_on(target.pk, RuleKind.THRESHOLD, by=an_administrator())
    a_confirmed_signature(target.petition, name="First", email="first@example.org")
    signing.count_signatures()
    assert bundles.make_due(target.pk) == []
    assert "waits for 2 signatures that count: 1 so far" in due(target).why()
    second = a_confirmed_signature(target.petition, name="Second", email="2@example.org")
    a_confirmed_signature(target.petition, name="Third", email="third@example.org")
    signing.count_signatures()

    assert "when enough had signed" in due(target).why()
    (made,) = bundles.make_due(target.pk)

    assert second.confirmed_at
    assert made.cut_off == second.confirmed_at + timedelta(microseconds=1)
    assert (made.because, names_in(made)) == (Because.THRESHOLD, ["First", "Second"])
    assert bundles.make_due(target.pk) == []
    assert "waits for a hand" in due(target).why()


def test_who_withdraws_after_the_threshold_was_noticed_does_not_move_it() -> None:
    target = a_petition_that_needs(2)
    rule = bundles.turn_on(target.pk, RuleKind.THRESHOLD, by=an_administrator())
    for name in ("First", "Second"):
        a_confirmed_signature(target.petition, name=name, email=f"{name}@example.org")
    signing.count_signatures()
    (tick,) = due(target).ticks
    BundleRule.objects.filter(pk=rule.pk).update(reached_at=tick.at)
    signing.withdraw(signature_of(target.petition, "First").pk)
    signing.count_signatures()

    (made,) = bundles.make_due(target.pk)

    assert (made.cut_off, names_in(made)) == (tick.at, ["Second"])


def test_where_no_number_was_fixed_nothing_waits_for_one() -> None:
    target = a_target(an_open_petition())

    with pytest.raises(Refusal, match="No number of signatures"):
        bundles.turn_on(target.pk, RuleKind.THRESHOLD, by=an_administrator())

    assert not BundleRule.objects.exists()


def test_when_the_petition_has_closed_everybody_who_signed_before_is_in_the_last_bundle() -> None:
    petition = a_petition_with("Ona Petraitė")
    target = a_target(petition)
    bundles.turn_on(target.pk, RuleKind.CLOSE, by=an_administrator())
    assert bundles.make_due(target.pk) == []
    a_confirmed_signature(petition, name="At the last moment", email="last@example.org")
    closed = close(petition)

    assert "when the petition closed" in due(target).why()
    (made,) = bundles.make_due(target.pk)

    assert (made.cut_off, made.because) == (closed.closed_at, Because.CLOSE)
    assert names_in(made) == ["Ona Petraitė", "At the last moment"]
    assert bundles.make_due(target.pk) == []


def test_of_what_is_archived_nothing_falls_due() -> None:
    petition = a_petition_with("Ona Petraitė")
    a_rule(a_target(petition), since=now() - DAY)
    close(petition)
    Petition.objects.filter(pk=petition.pk).update(state=PetitionState.ARCHIVED, archived_at=now())

    assert queries.ticked_targets(now()) == []


def test_a_rule_is_turned_on_and_off_and_both_is_recorded() -> None:
    target, admin = a_target(an_open_petition()), an_administrator()

    bundles.turn_on(target.pk, RuleKind.CLOSE, by=admin)
    bundles.turn_on(target.pk, RuleKind.CLOSE, by=admin)
    bundles.turn_off(target.pk, RuleKind.CLOSE, by=admin)
    with pytest.raises(Refusal, match="not turned on"):
        bundles.turn_off(target.pk, RuleKind.CLOSE, by=admin)

    told = CustodyEvent.objects.filter(event__startswith="bundle_rule").order_by("pk")
    assert [line.event for line in told] == ["bundle_rule.turned_on", "bundle_rule.turned_off"]
    assert {line.by for line in told} == {admin}


@pytest.mark.parametrize(
    ("usual", "times"),
    [("weekly", ("0 6 * * 1", "Europe/Vilnius")), ("monthly", ("0 6 1 * *", "Europe/Vilnius"))],
)
def test_what_is_usual_becomes_a_schedule_in_the_time_of_the_institution(
    usual: str, times: tuple[str, str]
) -> None:
    target = a_target(an_open_petition())
    TargetProfile.objects.filter(pk=target.profile_id).update(schedule=usual)

    bundles.turn_on_usual(target.pk, by=an_administrator())

    schedule = PeriodicTask.objects.get(task=queries.MAKES_BUNDLES)
    kept = schedule.crontab
    fields = (kept.minute, kept.hour, kept.day_of_month, kept.month_of_year, kept.day_of_week)
    assert (" ".join(fields), str(kept.timezone)) == times
    assert BundleRule.objects.get().schedule == schedule
    assert CustodyEvent.objects.get(event="schedule.made").by == an_administrator()


def test_opening_a_petition_turns_nothing_on_by_itself() -> None:
    petition = opened(a_drafted_petition())

    assert not BundleRule.objects.filter(target__petition=petition).exists()
    assert "no rule is turned on; usual here: " in due(a_target(petition)).why()


def test_by_hand_it_is_said_why_and_who() -> None:
    petition = a_petition_with("Ona Petraitė")
    why = bundles.Why(reason="They asked for it", by=a_release_officer())

    (made,) = bundles.freeze_what_is_new(a_target(petition).pk, why=why)

    assert (made.because, made.reason) == (Because.HAND, "They asked for it")
    line = CustodyEvent.objects.get(event="bundle.frozen")
    assert (line.by, line.detail["reason"]) == (a_release_officer(), "They asked for it")
