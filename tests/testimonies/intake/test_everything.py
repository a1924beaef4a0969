"""Everything that we hold about a case, in one file, for whoever holds its code."""

from __future__ import annotations

import hashlib
import json
import tracemalloc
import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from django.utils.timezone import now

from testimonies.claims import questions as of_claims
from testimonies.evidence import actions as evidence
from testimonies.evidence import keeping
from testimonies.evidence.actions import About
from testimonies.intake import actions as intake
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.everything import actions as everything
from testimonies.intake.everything import queries, zipped
from testimonies.intake.everything.zipped import Member
from testimonies.intake.handing_over import actions as handing_over
from testimonies.intake.handing_over.actions import Heir
from testimonies.models import Case, CustodyEvent, StoredFile, Submission
from testimonies.models.evidence import Scan
from testimonies.review.messages import actions as messages
from tests.builders_claims import a_submitted_claim
from tests.builders_intake import STORY, a_submitted_testimony
from tests.builders_people import a_mention, judged
from tests.builders_review import a_moderator, signed_in
from tests.testimonies.intake.walking import Walker

pytestmark = pytest.mark.django_db
UNDER_SEAL: dict[str, Any] = {
    "one_more_page": {"open": ["yes"]},
    "under_seal": {"sealed": ["What he did."]},
}


def fetched(case: Case, **said: str) -> tuple[Any, bytes]:
    """By whoever has the code, on the page."""
    walker = Walker()
    code = drafts.renew_code(case.pk)
    walker.open("/en/return/").press(code=code)
    response: Any = walker.client.post(
        f"/en/case/{case.handle}/everything/", {"code": code, **said}
    )
    return response, b"".join(getattr(response, "streaming_content", ()))


def opened(content: bytes) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(BytesIO(content))
    assert archive.testzip() is None
    return archive


def told_in(content: bytes) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(opened(content).read("everything.json"))
    return told


def page_in(content: bytes) -> str:
    return opened(content).read("overview.html").decode()


def a_case_with_everything() -> Submission:
    """A testimony and a claim with a paper, a message each way, and a look of the staff."""
    submission = a_submitted_testimony(**UNDER_SEAL)
    a_submitted_claim(submission)
    intake.answer(submission.case_id, "When will you read it?")
    messages.write(submission, "Next week.", by=a_moderator(), letter="message_to_submitter")
    messages.note(submission, "Is this plausible?", by=a_moderator())
    signed_in(a_moderator()).get(f"/admin/testimonies/submission/{submission.reference}/")
    return submission


def test_it_holds_answers_papers_messages_consents_receipts_and_who_looked() -> None:
    submission = a_case_with_everything()

    response, content = fetched(submission.case)

    assert response["Content-Type"] == "application/zip"
    assert "no-store" in response["Cache-Control"]
    archive = opened(content)
    paper = StoredFile.objects.get(role="original")
    [name] = [name for name in archive.namelist() if name.startswith("files/")]
    assert hashlib.sha256(archive.read(name)).hexdigest() == paper.sha256
    assert name == "files/001-deed.pdf"
    assert archive.read(f"receipts/{submission.reference}.pdf").startswith(b"%PDF")
    told = told_in(content)
    assert [each["kind"] for each in told["handed_in"]] == ["claim", "testimony"]
    assert told["handed_in"][1]["answers"]["story"]["story"] == [STORY]
    assert told["handed_in"][1]["consents"][0]["text"] == "public"
    assert told["contact"]["email"] == "ona@example.org"
    assert told["files"][0]["sha256"] == paper.sha256
    assert [said["body"] for said in told["messages"]] == ["When will you read it?", "Next week."]
    page = page_in(content)
    for words in ("cattle wagon", "Next week.", "Who may read the words?", "The deed"):
        assert words in page
    assert "Somebody opened and read it." in page
    assert "somebody of the association (Moderator)" in page


def test_it_says_who_was_judged_to_be_the_same_and_nothing_of_the_other_source() -> None:
    mention, other = a_mention(), a_mention("Anna", "Žemaitytė-Ozola", home="Telšiai")
    judged(mention, other, words="Her aunt says so")

    cases = [Case.objects.get(submissions__mentions=each) for each in (mention, other)]
    contents = [fetched(case)[1] for case in cases]

    for content, own in zip(contents, ("Ona Žemaitytė", "Anna Žemaitytė-Ozola"), strict=True):
        [said] = told_in(content)["handed_in"][0]["who_is_who"]
        assert (said["name"], said["verdict"], said["until"]) == (own, "same", None)
        assert f"{own}, compared with a person in another source" in page_in(content)
    for words in ("Telšiai", "Ozola", "aunt"):
        assert words not in page_in(contents[0])
        assert words not in str(told_in(contents[0]))


def test_what_the_one_before_told_under_seal_is_handed_to_nobody_after_them() -> None:
    case = a_submitted_testimony(**UNDER_SEAL).case
    begun = drafts.start_within(case.pk, of_claims.CLAIM)
    drafts.save_page(begun.pk, "under-seal", {"sealed": ["What he said."]})
    assert queries.has_sealed(case)

    heir = Heir("Liepa", "next_of_kin", preference="none")
    case = handing_over.hand_over(case.pk, handing_over.prepare(case.pk, heir))

    assert not queries.has_sealed(case)
    content = b"".join(everything.hand_out(case, with_sealed=True))
    for words in ("What he did.", "What he said."):
        assert words not in page_in(content)
        assert words not in json.dumps(told_in(content))
    assert STORY in page_in(content)


def test_nobody_of_the_staff_is_named_and_their_notes_stay_among_them() -> None:
    submission = a_case_with_everything()

    _response, content = fetched(submission.case)

    for name in opened(content).namelist():
        assert a_moderator().email.encode() not in opened(content).read(name)
        assert b"plausible" not in opened(content).read(name)


@pytest.mark.parametrize("wanted", [True, False])
def test_what_is_under_seal_is_there_only_for_whoever_asks_for_it(wanted: bool) -> None:
    submission = a_submitted_testimony(**UNDER_SEAL)

    _response, content = fetched(submission.case, **({"with_sealed": "on"} if wanted else {}))

    assert ("What he did." in page_in(content)) is wanted
    assert ("What he did." in json.dumps(told_in(content))) is wanted
    line = CustodyEvent.objects.get(event="case.handed_out")
    assert line.detail == {"files": 0, "with_sealed": wanted}


def test_the_box_for_the_seal_is_shown_only_where_there_is_one() -> None:
    submission = a_submitted_testimony()
    _response, _content = fetched(submission.case, with_sealed="on")

    line = CustodyEvent.objects.get(event="case.handed_out")
    assert line.detail["with_sealed"] is False


def test_a_wrong_code_gets_nothing_though_the_case_is_open_in_the_browser() -> None:
    submission = a_submitted_testimony()

    response, content = fetched(submission.case, code="1234 5678 1234 5670")

    assert "This is not the code of this case." in response.content.decode()
    assert content == b""
    assert not CustodyEvent.objects.filter(event="case.handed_out").exists()


def test_it_is_fetched_ten_times_a_day_and_no_more() -> None:
    submission = a_submitted_testimony()
    code = drafts.renew_code(submission.case_id)
    walker = Walker()
    walker.open("/en/return/").press(code=code)
    address = f"/en/case/{submission.case.handle}/everything/"

    statuses = []
    for _time in range(11):
        response: Any = walker.client.post(address, {"code": code})
        b"".join(getattr(response, "streaming_content", ()))
        statuses.append(response.status_code)

    assert statuses == [200] * 10 + [429]


def test_an_infected_file_stays_with_us_and_the_page_says_so() -> None:
    claim = a_submitted_claim()
    StoredFile.objects.update(scan=Scan.INFECTED, scanned_at=now())

    _response, content = fetched(claim.case)

    assert not any(name.startswith("files/") for name in opened(content).namelist())
    assert "A harmful program is in this file" in page_in(content)


def test_a_file_that_is_gone_does_not_cost_the_rest() -> None:
    claim = a_submitted_claim()
    keeping.forget(StoredFile.objects.get(role="original").path)

    _response, content = fetched(claim.case)

    assert told_in(content)["files"][0]["name"] == "files/001-deed.pdf"


def test_a_large_recording_is_never_in_memory() -> None:
    submission = a_submitted_testimony()
    size = 48 * 1024 * 1024
    kept = keeping.keep(BytesIO(b"x" * size))
    types = ("video/webm", "video/webm")
    evidence.register(
        submission.case_id, kept, types, About("recording", ""), file_name="film.webm"
    )
    evidence.add_later(submission.pk)
    sent = everything.hand_out(submission.case, with_sealed=False)

    tracemalloc.start()
    length = sum(len(piece) for piece in sent)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert length > size
    assert peak < 16 * 1024 * 1024


def test_a_file_is_closed_when_nobody_takes_the_rest() -> None:
    class Watched(BytesIO):
        pass

    file = Watched(b"x" * 5_000_000)
    sent = zipped.stream([Member("film.webm", lambda: file, is_compressed=False)], at=now())
    next(sent)

    sent.close()  # type: ignore[attr-defined]

    assert file.closed


@pytest.mark.parametrize("language", ["et", "uk"])
def test_the_page_speaks_the_language_of_whoever_asks(language: str) -> None:
    submission = a_submitted_testimony()

    with translation.override(language):
        content = b"".join(everything.hand_out(submission.case, with_sealed=False))

    assert f'<html lang="{language}">' in page_in(content)


def test_names_of_files_cannot_lead_out_of_the_folder() -> None:
    submission = a_submitted_testimony()
    kept = keeping.keep(BytesIO(b"words"))
    name = "../../..\\evil\x00\n/ą  b.pdf"
    evidence.register(
        submission.case_id, kept, ("text/plain", "text/plain"), About("other"), file_name=name
    )

    content = b"".join(everything.hand_out(submission.case, with_sealed=False))

    [found] = [name for name in opened(content).namelist() if name.startswith("files/")]
    assert found == "files/001-evil-ą-b.pdf"
