"""Who keeps away from a case finds it nowhere, and decides nothing in it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import localdate

from accounts.models import User
from testimonies.claims import actions as claims
from testimonies.conflicts import actions as conflicts
from testimonies.data_requests import actions as data_requests
from testimonies.data_requests import queries
from testimonies.errors import Refusal
from testimonies.models import (
    Claim,
    ConflictOfInterest,
    CustodyEvent,
    PersonMention,
    QueueEntry,
    Submission,
    Testimony,
)
from testimonies.models.claim import State
from testimonies.models.conflict import Tie
from testimonies.models.data_request import Right
from testimonies.models.identity import Verdict
from testimonies.models.testimony import Workflow
from testimonies.people import queries as people
from testimonies.review import actions as review
from testimonies.review.taking import actions as taking
from testimonies.review.verbs import VERBS
from tests.builders_claims import READING, a_recorded_claim, an_assessor
from tests.builders_intake import a_submitted_testimony
from tests.builders_people import a_mention, judged, the_same_in_russian
from tests.builders_redactions import a_proposal
from tests.builders_review import (
    a_moderator,
    a_published_testimony,
    a_read_testimony,
    a_testimony_in_review,
    an_administrator,
    another_moderator,
    signed_in,
)

pytestmark = pytest.mark.django_db

QUEUE = "/admin/testimonies/submission/"


def keep_away(reference: str, *, who: User | None = None) -> ConflictOfInterest:
    who = who or a_moderator()
    return conflicts.declare(reference, Tie.FAMILY, of=who, by=who)


def case_of(mention: PersonMention) -> Submission:
    assert mention.submission is not None
    return mention.submission


def status(client: Client, address: str) -> int:
    return client.get(address).status_code


def test_the_case_is_nowhere_any_more() -> None:
    submission = a_submitted_testimony()
    claim = a_recorded_claim(submission).submission
    other = a_submitted_testimony()
    mine, place = signed_in(a_moderator()), f"{QUEUE}{submission.reference}/"

    answer = mine.post(f"{place}keep-away/", {"keep-away-tie": "family"}, follow=True)

    page = answer.content.decode()
    assert "You see nothing of that case any more" in page
    assert other.reference in page
    for each in (submission, claim):
        assert each.reference not in mine.get(QUEUE, {"waits": "all"}).content.decode()
        found = mine.get(QUEUE, {"waits": "all", "q": each.reference}).content.decode()
        assert f"{QUEUE}{each.reference}/" not in found
        assert status(mine, f"{QUEUE}{each.reference}/") == 404
        assert status(mine, f"{QUEUE}{each.reference}/proof/") == 404
    assert {mine.post(f"{place}{slug}/").status_code for slug in VERBS} == {404}
    assert status(signed_in(another_moderator()), place) == 200
    line = CustodyEvent.objects.get(event="conflict.declared")
    assert (line.by, line.detail["of"]) == (a_moderator(), str(a_moderator()))


def test_the_numbers_beside_the_filters_leave_it_out() -> None:
    submission = a_submitted_testimony()
    client = signed_in(a_moderator())
    assert "somebody here (1)" in client.get(QUEUE).content.decode()

    keep_away(submission.reference)

    assert "somebody here (0)" in client.get(QUEUE).content.decode()


def test_rows_are_hidden_by_the_query_itself() -> None:
    claim = a_recorded_claim(a_submitted_testimony())
    user = a_moderator()

    keep_away(claim.submission.reference)

    assert not Submission.objects.visible_to(user).exists()
    assert not Testimony.objects.visible_to(user).exists()
    assert not Claim.objects.visible_to(user).exists()
    assert not QueueEntry.objects.visible_to(user).exists()
    assert Submission.objects.visible_to(another_moderator()).count() == 2


def test_what_everybody_reads_in_the_archive_they_read_too() -> None:
    testimony = a_published_testimony()

    keep_away(testimony.submission.reference)

    assert Testimony.objects.visible_to(a_moderator()).get() == testimony
    assert status(Client(), f"/en/archive/testimonies/{testimony.reference}/") == 200


def test_cases_that_tell_of_a_person_are_hidden_now_and_later() -> None:
    ona, file, third = a_mention(), the_same_in_russian(), a_mention(home="Palanga")
    person = judged(ona, file).person
    user = another_moderator()

    keep_away(person.reference, who=user)

    visible = Submission.objects.visible_to(user)
    assert list(visible) == [third.submission]
    assert status(signed_in(user), f"/admin/testimonies/person/{person.reference}/") == 404
    judged(third, ona)
    assert not visible.all().exists()


def test_suggestions_and_sources_of_others_leave_it_out() -> None:
    ona, file = a_mention(), the_same_in_russian()
    user = another_moderator()
    client = signed_in(user)
    address = f"{QUEUE}{case_of(ona).reference}/people/{ona.uuid}/"
    assert case_of(file).reference in client.get(address).content.decode()

    keep_away(case_of(file).reference, who=user)

    assert case_of(file).reference not in client.get(address).content.decode()
    said = {"other": str(file.uuid), "verdict": "same", "words": "The same day"}
    assert client.post(f"{address}judge/", said).status_code == 404


def test_a_person_of_whom_a_hidden_case_tells_only_perhaps_is_shown_without_it() -> None:
    ona, file = a_mention(), the_same_in_russian()
    person = judged(ona, file, Verdict.POSSIBLY).person
    user = another_moderator()

    keep_away(case_of(ona).reference, who=user)

    seen = [mention for _said, mention in people.sources_of(person, reader=user)]
    assert ona not in seen
    assert file in seen


def test_whoever_was_reading_steps_aside() -> None:
    testimony = a_read_testimony()
    other = a_testimony_in_review()

    keep_away(testimony.submission.reference)
    keep_away(other.submission.reference)

    testimony.refresh_from_db()
    assert (testimony.workflow, testimony.first_reader) == (Workflow.IN_REVIEW, None)
    assert QueueEntry.objects.get(submission=other.submission).assignee is None
    assert review.accept(testimony.pk, by=another_moderator()).first_reader == another_moderator()


def test_what_they_assessed_first_is_assessed_anew() -> None:
    claim = a_recorded_claim()
    first, other = an_assessor(), an_assessor("another")
    claims.assess(claim.pk, by=first, reading=READING)

    keep_away(claim.submission.reference, who=first)

    claim.refresh_from_db()
    assert (claim.state, claim.first_assessor) == (State.RECORDED, None)
    assert QueueEntry.objects.get(submission=claim.submission).waits_for == "claim"
    page = signed_in(a_moderator()).get(f"{QUEUE}{claim.submission.reference}/").content.decode()
    assert READING.words not in page
    assert claims.assess(claim.pk, by=other, reading=READING).first_assessor == other


def test_nobody_gives_it_into_their_hands() -> None:
    submission = a_submitted_testimony()
    keep_away(submission.reference)

    with pytest.raises(Refusal):
        taking.pass_on(submission.pk, to=a_moderator(), note="Yours?", by=another_moderator())

    assert QueueEntry.objects.get().assignee is None


def test_the_database_refuses_them_as_readers() -> None:
    testimony = a_testimony_in_review()
    keep_away(testimony.submission.reference, who=another_moderator())

    for reader in ("first_reader", "second_reader"):
        with pytest.raises(IntegrityError, match="keeps away"), transaction.atomic():
            Testimony.objects.filter(pk=testimony.pk).update(**{reader: another_moderator()})

    assert Testimony.objects.get().second_reader is None


def test_an_administrator_writes_it_down_and_ends_it() -> None:
    submission = a_submitted_testimony()
    client, colleague = signed_in(an_administrator()), a_moderator()
    place = f"/admin/accounts/user/{colleague.pk}/"
    wrong = client.post(
        f"{place}keep-away/", {"keep-away-named": "BA-1", "keep-away-tie": "family"}
    )
    assert "There is no case and no person of that reference." in wrong.content.decode()

    said = {"keep-away-named": f" {submission.reference.lower()} ", "keep-away-tie": "friend"}
    client.post(f"{place}keep-away/", said)
    assert submission.reference in client.get(place).content.decode()
    assert not Submission.objects.visible_to(colleague).exists()
    client.post(
        f"{place}may-see-again/",
        {"may-see-again-named": submission.reference, "may-see-again-reason": "A namesake."},
    )

    assert Submission.objects.visible_to(colleague).exists()
    assert CustodyEvent.objects.get(event="conflict.ended").detail["reason"] == "A namesake."


def test_nobody_ends_their_own_and_nobody_rewrites_one() -> None:
    conflict = keep_away(a_submitted_testimony().reference)

    with pytest.raises(Refusal):
        conflicts.end(conflict.named, of=a_moderator(), by=a_moderator(), reason="I want to.")
    kept = ConflictOfInterest.objects.filter(pk=conflict.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.update(user=another_moderator())
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.update(named="BA-2026-OTHER")

    assert not Submission.objects.visible_to(a_moderator()).exists()


def test_the_custody_list_leaves_it_out_for_whoever_keeps_away() -> None:
    submission = a_testimony_in_review().submission
    administrator = an_administrator()
    client, address = signed_in(administrator), "/admin/testimonies/custodyevent/"
    assert submission.reference in client.get(address).content.decode()

    keep_away(submission.reference, who=administrator)

    page = client.get(address).content.decode()
    assert f"submission {submission.reference}" not in page
    assert submission.testimony.reference not in page


def test_nor_what_was_asked_sealed_or_covered_in_it() -> None:
    testimony = a_published_testimony()
    submission, administrator = testimony.submission, an_administrator()
    asked = data_requests.ask(submission.case_id, Right.ACCESS, "What?", language="en")
    covered = a_proposal(testimony, "a sack of flour")
    client, address = signed_in(administrator), "/admin/testimonies/custodyevent/"
    before = client.get(address).content.decode()
    assert asked.reference in before
    assert str(covered.uuid) in before

    keep_away(submission.reference, who=administrator)

    page = client.get(address).content.decode()
    assert asked.reference not in page
    assert str(covered.uuid) not in page
    asked.due_on = localdate()
    asked.save(update_fields=["due_on"])
    assert queries.soon(a_moderator()) == 1
    keep_away(submission.reference, who=a_moderator())
    assert queries.soon(a_moderator()) == 0
