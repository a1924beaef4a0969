"""The first page of the desk says what waits longest, in whose hands, and how long it takes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from testimonies.models import QueueEntry, Testimony
from testimonies.review.overview import queries
from testimonies.templatetags.components import date_and_time
from tests.builders_claims import a_submitted_claim
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import (
    a_moderator,
    a_release_officer,
    a_testimony_in_review,
    an_accepted_testimony,
    signed_in,
)

pytestmark = pytest.mark.django_db


def test_the_longest_wait_of_each_kind_comes_with_its_reference() -> None:
    old, new = a_submitted_testimony(), a_submitted_testimony()
    claim = a_submitted_claim()
    QueueEntry.objects.filter(pk=old.pk).update(since=now() - timedelta(days=40))

    found = {each.what: each for each in queries.overview(a_moderator()).waiting}

    assert (found["first"].many, found["first"].reference) == (2, old.reference)
    assert (found["claim"].many, found["claim"].reference) == (1, claim.reference)
    assert new.reference not in {each.reference for each in found.values()}
    page = signed_in(a_moderator()).get("/admin/").text
    assert old.reference in page
    assert f"the oldest since {date_and_time(found['first'].since)}" in page


def test_who_has_how_many_in_hand() -> None:
    for _each in range(2):
        submission = a_testimony_in_review().submission
        QueueEntry.objects.filter(pk=submission.pk).update(
            assignee=a_moderator(), assigned_at=now() - timedelta(days=3)
        )

    [held] = queries.overview(a_moderator()).in_hand

    assert (held.who, held.many) == ("rasa@example.org", 2)


def test_few_say_nothing_and_many_say_the_middle() -> None:
    an_accepted_testimony()
    assert queries.overview(a_moderator()).days_to_accepted is None

    for days in (1, 3, 5, 90):
        testimony = an_accepted_testimony()
        accepted = testimony.submission.submitted_at + timedelta(days=days)
        Testimony.objects.filter(pk=testimony.pk).update(accepted_at=accepted)

    assert queries.overview(a_moderator()).days_to_accepted == 3


def test_whoever_reads_no_case_sees_nothing_of_it() -> None:
    submission = a_submitted_testimony()

    page = signed_in(a_release_officer()).get("/admin/").text

    assert submission.reference not in page
    assert "How reading stands" not in page


def test_when_nothing_waits_it_says_so() -> None:
    assert "Nothing waits" in signed_in(a_moderator()).get("/admin/").text
