"""Papers that come after handing in: kept at once, used once two people have read them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from petitions.bundles import snapshots
from testimonies.archive import queries as archive
from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.evidence.actions import About
from testimonies.intake import actions as intake
from testimonies.models import Claim, ClaimItem, CustodyEvent, Evidence, Submission
from testimonies.privacy import queries as privacy
from testimonies.review import queue
from tests.builders_claims import a_claim_ready_for_bundle, a_submitted_claim
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import (
    a_moderator,
    a_published_testimony,
    an_assessor,
    another_moderator,
    signed_in,
)
from tests.builders_transcribing import a_transcribed_testimony
from tests.testimonies.evidence import files
from tests.testimonies.intake.walking import Walker, let_in

pytestmark = pytest.mark.django_db
PUBLIC = {"text": ["public"], "documents": ["public"], "photographs": ["public"]}


def a_later_paper(submission: Submission, *, kind: str = "letter") -> Evidence:
    """Received, handed in after the rest, and copied by a worker."""
    upload = files.upload(files.a_pdf(), "letter.pdf")
    original = evidence.receive(submission.case_id, upload, kind=kind, caption="From Ona")
    evidence.add_later(submission.pk)
    evidence.make_access_copy(original.pk)
    return Evidence.objects.get(pk=original.evidence_id)


def read_by_two(paper: Evidence) -> None:
    evidence.read_later(paper.pk, by=a_moderator())
    evidence.read_later(paper.pk, by=another_moderator())


def adding(submission: Submission, walker: Walker) -> Walker:
    return walker.open(f"/en/case/{submission.case.handle}/papers/{submission.reference}/")


def test_a_file_is_added_on_a_page_without_scripts_and_handed_in_by_a_button() -> None:
    submission = a_submitted_testimony()
    walker = adding(submission, let_in(submission))
    paper = SimpleUploadedFile("leaf.jpg", files.a_picture(), content_type="image/jpeg")

    walker.press(file=paper, kind="letter", caption="From the archive", add="1")
    assert walker.sees("Letter: From the archive")
    assert Evidence.objects.get().submission is None
    walker.press()

    assert walker.sees("1 file has been added. Two people read it before it is used.")
    assert walker.sees("1 file that came later waits for its two readers.")
    added = Evidence.objects.get()
    assert (added.submission, added.added_later) == (submission, True)
    assert CustodyEvent.objects.filter(event="evidence.added_later").count() == 1


def test_what_was_taken_back_keeps_nobody_waiting_for_readers() -> None:
    submission = a_submitted_testimony()
    walker = adding(submission, let_in(submission))
    paper = SimpleUploadedFile("leaf.jpg", files.a_picture(), content_type="image/jpeg")
    walker.press(file=paper, kind="letter", caption="From the archive", add="1")
    walker.press()

    intake.withdraw(submission.pk)
    walker.open(f"/en/case/{submission.case.handle}/")

    assert walker.sees("Taken back")
    assert not walker.sees("waits for its two readers.")


def test_a_file_that_came_while_its_draft_was_handed_in_waits_to_be_added() -> None:
    submission = a_submitted_testimony()
    walker = let_in(submission)
    about = About("letter", "A long film", draft=submission.draft)

    evidence.receive_about(submission.case_id, files.upload(files.a_pdf(), "a.pdf"), about)

    walker.open(f"/en/case/{submission.case.handle}/")
    assert walker.sees("Not handed in yet")
    assert walker.sees("A long film")
    assert evidence.add_later(submission.pk) == 1


def test_nothing_more_is_put_to_what_the_desk_has_handed_in() -> None:
    submission = a_transcribed_testimony()
    about = About("letter", draft=submission.draft, by=a_moderator())

    with pytest.raises(Refusal, match="handed in already"):
        evidence.receive_about(submission.case_id, files.upload(files.a_pdf(), "a.pdf"), about)

    assert not Evidence.objects.exists()


def test_a_file_that_was_added_and_not_handed_in_is_named_on_the_page_of_the_case() -> None:
    submission = a_submitted_testimony()
    walker = adding(submission, let_in(submission))
    page, case = walker.here, f"/en/case/{submission.case.handle}/"
    paper = SimpleUploadedFile("leaf.jpg", files.a_picture(), content_type="image/jpeg")

    walker.press(file=paper, kind="letter", caption="From the archive", add="1")

    assert walker.open(case).sees("Not handed in yet Letter: From the archive")
    walker.press(page)
    assert not walker.open(case).sees("Not handed in yet")


def test_without_a_file_nothing_is_handed_in_and_the_page_says_so() -> None:
    submission = a_submitted_testimony()
    walker = adding(submission, let_in(submission))

    walker.press()

    assert walker.sees("There is no new file yet.")
    assert not Evidence.objects.exists()


def test_pressed_twice_it_is_handed_in_once() -> None:
    submission = a_submitted_testimony()
    upload = files.upload(files.a_pdf(), "letter.pdf")
    evidence.receive(submission.case_id, upload, kind="letter", caption="")

    assert evidence.add_later(submission.pk) == 1
    assert evidence.add_later(submission.pk) == 0

    assert CustodyEvent.objects.filter(event="evidence.added_later").count() == 1


def test_nobody_sees_or_gets_it_before_two_people_have_read_it() -> None:
    testimony = a_published_testimony(audience=PUBLIC, shown_as={"identity": ["full_name"]})
    paper = a_later_paper(testimony.submission)
    decision = privacy.access_to(testimony.submission)
    assert decision

    def shown() -> tuple[int, int]:
        page = archive.testimony(testimony.reference)
        assert page
        return len(page.papers), len(snapshots.of_testimony(testimony, decision)["evidence"])

    assert shown() == (0, 0)
    evidence.read_later(paper.pk, by=a_moderator())
    assert shown() == (0, 0)
    evidence.read_later(paper.pk, by=another_moderator())
    assert shown() == (1, 1)


def test_the_same_person_never_reads_it_twice() -> None:
    paper = a_later_paper(a_submitted_testimony())
    evidence.read_later(paper.pk, by=a_moderator())

    with pytest.raises(Refusal):
        evidence.read_later(paper.pk, by=a_moderator())

    paper.refresh_from_db()
    assert paper.second_reader is None
    assert CustodyEvent.objects.filter(event="evidence.read").count() == 1
    with pytest.raises(IntegrityError, match="read_by_two"), transaction.atomic():
        Evidence.objects.filter(pk=paper.pk).update(second_reader=a_moderator())


def test_a_paper_that_was_not_scanned_or_came_with_the_rest_has_no_readers_of_its_own() -> None:
    claim = a_submitted_claim()
    with pytest.raises(Refusal):
        evidence.read_later(claim.evidence.get().pk, by=a_moderator())
    upload = files.upload(files.a_picture(), "letter.jpg")
    original = evidence.receive(claim.case_id, upload, kind="letter", caption="")
    evidence.add_later(claim.pk)

    with pytest.raises(Refusal):
        evidence.read_later(original.evidence_id, by=a_moderator())

    assert not CustodyEvent.objects.filter(event="evidence.read").exists()


def test_of_a_claim_it_supports_what_was_chosen_and_goes_only_when_read() -> None:
    call_command("load_reference", verbosity=0)
    claim = a_claim_ready_for_bundle()
    submission = claim.submission
    walker = adding(submission, let_in(submission))
    paper = SimpleUploadedFile("leaf.jpg", files.a_picture(), content_type="image/jpeg")

    walker.press(file=paper, kind="letter", caption="The deportation", add="1")
    walker.press(heads=["forced_deportation"])

    added = Evidence.objects.get(added_later=True)
    item = ClaimItem.objects.get(claim=claim, head="forced_deportation")
    assert list(item.evidence.all()) == [added]
    evidence.make_access_copy(added.files.get().pk)
    assert str(added.uuid) not in _sent(claim)
    read_by_two(added)
    assert str(added.uuid) in _sent(claim)


def test_it_waits_on_the_desk_and_is_read_there() -> None:
    submission = a_submitted_testimony()
    paper = a_later_paper(submission)
    desk = f"/admin/testimonies/submission/{submission.reference}/"
    assert _waiting() == [submission]

    first = signed_in(a_moderator())
    assert "2 more people have to read it" in first.get(desk).content.decode()
    for client in (first, signed_in(an_assessor())):
        client.post(f"{desk}papers/{paper.uuid}/read/")

    assert _waiting() == []
    paper.refresh_from_db()
    assert (paper.first_reader, paper.second_reader) == (a_moderator(), an_assessor())


def test_to_what_was_taken_back_nothing_is_added(client: Client) -> None:
    submission = a_submitted_testimony()
    walker = let_in(submission)
    intake.withdraw(submission.pk)

    assert adding(submission, walker).status == 404
    with pytest.raises(Refusal):
        evidence.add_later(submission.pk)


def test_whoever_was_away_too_long_keeps_what_they_wrote() -> None:
    submission = a_submitted_testimony()
    walker = adding(submission, Walker())
    assert walker.status == 404

    walker.press(kind="letter", caption="A letter from Kretinga")

    assert walker.status == 403
    assert "A letter from Kretinga" in walker.page
    assert not Evidence.objects.exists()


def _sent(claim: Claim) -> list[str]:
    decision = privacy.access_to(claim.submission)
    assert decision
    items = snapshots.of_claim(claim, decision)["items"]
    return [paper["id"] for paper in snapshots.of_claim(claim, decision)["evidence"] if items]


def _waiting() -> list[Submission]:
    return list(queue.waiting_for(Submission.objects.all(), "changed"))
