"""At the wrong moment: taken back during a decision, infected after it, a role gone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from config.local import virus_scanner
from testimonies.archive import queries as archive
from testimonies.claims import actions as claims
from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.intake import actions as intake
from testimonies.intake.handing_over import actions as handing_over
from testimonies.intake.papers import queries as papers
from testimonies.models import (
    Claim,
    CustodyEvent,
    Evidence,
    QueueEntry,
    StoredFile,
    Submission,
    Testimony,
)
from testimonies.models.claim import State
from testimonies.models.evidence import FileRole, Scan
from testimonies.models.testimony import Publication, Workflow
from testimonies.privacy import queries as privacy
from testimonies.privacy.rules import Level
from testimonies.review import actions as review
from testimonies.review.leaving import actions as leaving
from testimonies.review.taking import actions as taking
from testimonies.review.undoing import actions as undoing
from tests.builders_claims import READING, a_recorded_claim, an_assessor
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import (
    a_moderator,
    a_read_testimony,
    a_second_reader,
    a_testimony_in_review,
    an_accepted_testimony,
    an_administrator,
    another_moderator,
    signed_in,
)
from tests.instance import eventually
from tests.testimonies.evidence import files
from tests.testimonies.intake.walking import let_in
from tests.testimonies.review.test_undoing_refused import somebody_waits


def at_once(act: Callable[[], object], submission: Submission) -> None:
    """A decision and a withdrawal, on two real connections that begin together."""
    begin, problems = threading.Barrier(2), list[BaseException]()

    def decide() -> None:
        begin.wait()
        try:
            act()
        except Refusal:
            pass  # the submitter was faster
        except BaseException as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    thread = threading.Thread(target=decide)
    thread.start()
    begin.wait()
    intake.withdraw(submission.pk)
    thread.join()
    assert problems == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("build", "act"),
    [
        (a_testimony_in_review, lambda pk: review.accept(pk, by=a_moderator())),
        (a_read_testimony, lambda pk: review.second_accept(pk, by=another_moderator())),
        (an_accepted_testimony, lambda pk: review.publish(pk, by=a_moderator())),
    ],
)
def test_whoever_takes_it_back_during_a_decision_has_the_last_word(
    build: Callable[[], Testimony], act: Callable[[int], object]
) -> None:
    testimony = build()
    another_moderator()

    at_once(lambda: act(testimony.pk), testimony.submission)

    testimony.refresh_from_db()
    assert testimony.workflow == Workflow.WITHDRAWN
    assert testimony.publication == Publication.UNPUBLISHED
    assert testimony.public_text == testimony.public_name == ""
    assert archive.testimony(testimony.reference) is None
    decision = privacy.access_to(testimony.submission)
    assert decision is None or decision.access.text == Level.NOBODY


@pytest.mark.django_db(transaction=True)
def test_a_claim_taken_back_during_its_assessment_goes_nowhere() -> None:
    claim = a_recorded_claim()
    claims.assess(claim.pk, by=an_assessor(), reading=READING)
    second = an_assessor("another")

    at_once(lambda: claims.second_assess(claim.pk, by=second, reading=READING), claim.submission)

    assert Claim.objects.get().state == State.WITHDRAWN


@pytest.mark.django_db
def test_a_role_that_is_taken_away_ends_in_the_middle_of_a_session() -> None:
    testimony, moderator = a_testimony_in_review(), a_moderator()
    client = signed_in(moderator)
    place = f"/admin/testimonies/submission/{testimony.submission.reference}/"
    assert client.get(place).status_code == 200

    moderator.roles = ["administrator"]
    moderator.save()

    assert client.get(place).status_code == 404
    assert client.post(f"{place}accept/").status_code == 404
    assert client.post(f"{place}doubts/raise/", {"kind": "third_party"}).status_code == 404
    testimony.refresh_from_db()
    assert testimony.workflow == Workflow.IN_REVIEW


@pytest.mark.django_db(transaction=True)
def test_whoever_leaves_at_that_moment_takes_nothing_with_them() -> None:
    submission, leaver = a_submitted_testimony(), a_moderator()
    admin, gone, may_end = an_administrator(), threading.Event(), threading.Event()

    with ThreadPoolExecutor(2) as hands:
        left = hands.submit(_leaves, leaver, admin, gone, may_end)
        answer = hands.submit(_takes, submission, leaver, gone)
        eventually(somebody_waits)
        may_end.set()

    assert left.exception() is None
    assert "has changed at this moment" in answer.result()
    assert QueueEntry.objects.get().assignee is None
    assert not CustodyEvent.objects.filter(event="submission.taken").exists()


def _leaves(user: User, admin: User, gone: threading.Event, may_end: threading.Event) -> None:
    try:
        with transaction.atomic():
            leaving.dismiss(User.objects.get(pk=user.pk), by=admin)
            gone.set()
            may_end.wait()
    finally:
        gone.set()
        connections.close_all()


def _takes(submission: Submission, user: User, gone: threading.Event) -> str:
    gone.wait()
    act = partial(taking.take, submission.pk, by=user)
    try:
        undoing.keep(submission, act, by=user, verb="take")
    except Refusal as no:
        return str(no)
    finally:
        connections.close_all()
    return ""


@pytest.mark.django_db
def test_whoever_has_another_role_keeps_what_they_can_go_on_with() -> None:
    testimony, claim = a_testimony_in_review(), a_recorded_claim()
    user = a_moderator()
    taking.take(claim.submission_id, by=user)
    user.roles = ["assessor"]
    user.save()

    assert leaving.give_back(user, by=an_administrator()) == 1

    held = QueueEntry.objects.filter(assignee=user)
    assert [entry.submission_id for entry in held] == [claim.submission_id]
    testimony.refresh_from_db()
    assert testimony.first_reader is None


@pytest.fixture(scope="module")
def clamav(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with virus_scanner.running(tmp_path_factory.mktemp("clamav")) as address:
        yield address


@pytest.mark.django_db
def test_a_paper_found_infected_after_acceptance_is_handed_to_nobody(
    clamav: str, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    testimony = an_accepted_testimony()
    paper = _accepted_with(files.a_picture() + files.EICAR, testimony)
    copies = paper.files.filter(role=FileRole.ACCESS)
    assert copies.get().scan == Scan.CLEAN

    settings.CLAMAV_URL = clamav
    call_command("scan_again")

    assert "1 files were looked at, 1 are infected" in capsys.readouterr().out
    assert set(paper.files.values_list("scan", flat=True)) == {Scan.INFECTED}
    for role in (FileRole.ACCESS, FileRole.THUMBNAIL):
        with pytest.raises(Refusal):
            evidence.hand_out(paper.uuid, by=a_moderator(), role=role)
    testimony.refresh_from_db()
    assert testimony.workflow == Workflow.ACCEPTED
    lines = CustodyEvent.objects.filter(event="evidence.scanned", subject=str(paper.uuid))
    assert [line.detail["verdict"] for line in lines.order_by("id")] == ["clean", "infected"]
    screen = f"/admin/testimonies/submission/{testimony.submission.reference}/"
    assert "infected" in signed_in(a_moderator()).get(screen).content.decode()
    call_command("scan_again")
    assert "0 files were looked at" in capsys.readouterr().out


@pytest.mark.django_db
def test_what_was_found_after_acceptance_is_told_to_both_sides() -> None:
    testimony = an_accepted_testimony()
    paper = _accepted_with(files.a_picture(), testimony)
    submission, desk = testimony.submission, signed_in(a_moderator())
    home, screen = f"/en/case/{submission.case.handle}/", _screen_of(submission)
    first_page = "A harmful program is in a file of 1 case: set the file aside"
    assert "Open the clean copy" in _page(desk, screen)
    assert first_page not in _page(desk, "/admin/")

    evidence.condemn(paper.pk)

    assert "Open the clean copy" not in _page(desk, screen)
    assert first_page in _page(desk, "/admin/")
    holder = let_in(submission).open(home)
    assert holder.sees("Photograph: Home A harmful program is in this file, so nobody opens it.")
    assert first_page not in _page(signed_in(a_second_reader()), "/admin/")

    evidence.set_aside(paper.pk, by=a_moderator())

    assert first_page not in _page(desk, "/admin/")
    assert holder.open(home).sees("A harmful program was in this file, so it has been deleted.")


@pytest.mark.django_db
def test_of_a_harmful_file_that_the_staff_added_nothing_is_said_to_the_holder() -> None:
    testimony = an_accepted_testimony()
    submission = testimony.submission
    scan = handing_over.add_paper(
        submission.pk, files.upload(files.a_picture(), "a.jpg"), by=a_moderator()
    )
    typed_in = evidence.receive_about(
        submission.case_id,
        files.upload(files.a_picture("PNG"), "b.png"),
        evidence.About("letter", by=a_moderator()),
    )
    Evidence.objects.update(submission=submission)

    for each in (scan, typed_in):
        evidence.condemn(each.evidence.pk)

    assert papers.unsettled_in(submission.case).troubles == {}


def _screen_of(submission: Submission) -> str:
    return f"/admin/testimonies/submission/{submission.reference}/"


def _page(client: Client, place: str) -> str:
    return " ".join(client.get(place).content.decode().split())


def _accepted_with(content: bytes, testimony: Testimony) -> Evidence:
    """As if nobody had known the virus when it came."""
    case = testimony.submission.case_id
    came = evidence.receive(
        case, files.upload(content, "house.png"), kind="photograph", caption="Home"
    )
    evidence.copy_waiting()
    Evidence.objects.filter(pk=came.evidence.pk).update(submission=testimony.submission)
    assert StoredFile.objects.filter(scan=Scan.PENDING).count() == 0
    return came.evidence


@pytest.mark.django_db
def test_nobody_who_is_not_signed_in_learns_anything() -> None:
    testimony = a_testimony_in_review()
    place = f"/admin/testimonies/submission/{testimony.submission.reference}/"

    answer = Client().get(place)

    assert answer.status_code == 302
    assert "login" in answer["Location"]
