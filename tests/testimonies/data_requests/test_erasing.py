"""A case that was erased says nothing of anybody, and takes nothing more."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.timezone import now

from testimonies.claims import actions as claims
from testimonies.data_requests import actions as data_requests
from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.evidence import keeping
from testimonies.flags import actions as flags
from testimonies.flags.actions import Doubt
from testimonies.intake.inbox import queries as inbox
from testimonies.models import (
    Case,
    Claim,
    CustodyEvent,
    DataRequest,
    Letter,
    Message,
    PersonMention,
    QueueEntry,
    Receipt,
    StoredFile,
    Submission,
    Testimony,
)
from testimonies.models.assessment import Plausibility, Support
from testimonies.models.data_request import State
from testimonies.models.flag import FlagKind
from testimonies.models.testimony import Verification
from testimonies.people import actions as people
from testimonies.privacy.encrypted_field import EncryptedField
from testimonies.review import actions as review
from testimonies.review.messages import actions as messages
from testimonies.weighing import actions as weighing
from testimonies.weighing.actions import Finding
from tests.builders_claims import a_submitted_claim, an_assessor, checked
from tests.builders_data_requests import a_request, an_agreed_erasure
from tests.builders_intake import a_submitted_testimony
from tests.builders_redactions import a_proposal
from tests.builders_restraints import held
from tests.builders_review import (
    a_moderator,
    a_published_testimony,
    a_release_officer,
    an_accepted_testimony,
    another_moderator,
    signed_in,
)

pytestmark = pytest.mark.django_db
TOLD = (
    "emait", "Жемайт", "Ona", "Kazlausk", "sack of flour", "saw-mill", "Kretinga", "The deed",
    "Altai", "600 11222",
)  # fmt: skip
#: Erased within thirty days of its own accord, and it says only to whom it went.
ELSEWHERE = {Letter}


def everything_told() -> Iterator[tuple[str, str]]:
    """Every sealed value of every table, opened, and every plain text beside it."""
    for model in apps.get_models():
        if model in ELSEWHERE or model._meta.app_label not in {"testimonies", "petitions"}:
            continue
        if model.__name__ in {"Place", "Fact", "Operation", "LegalInstrument", "OutsideArchive"}:
            continue
        for row in model._default_manager.all():
            for field in model._meta.concrete_fields:
                is_text = isinstance(field, models.CharField | models.TextField)
                if isinstance(field, EncryptedField) or is_text:
                    value = getattr(row, field.attname)
                    told = json.dumps(value, ensure_ascii=False, default=str)
                    yield f"{model.__name__}.{field.name}", told


def left_of(words: tuple[str, ...]) -> set[str]:
    return {place for place, value in everything_told() if any(word in value for word in words)}


@pytest.fixture
def told() -> Submission:
    """A public testimony with a claim, a paper, people, messages and a note beside it."""
    testimony = a_published_testimony()
    a_submitted_claim(testimony.submission)
    people.sketch_waiting()
    a_proposal(testimony, "a sack of flour")
    messages.note(testimony.submission, "Ona called from Kretinga.", by=a_moderator())
    return testimony.submission


def test_nothing_that_was_told_is_left(told: Submission) -> None:
    assert {"Submission.answers", "Testimony.public_text", "Redaction.anchor"} <= left_of(TOLD)
    files = list(StoredFile.objects.values_list("path", flat=True))
    assert files
    assert all(keeping.storage().exists(path) for path in files)

    data_requests.carry_out(an_agreed_erasure(told).pk, by=a_release_officer(), reason="Asked")
    evidence.erase_removed()

    assert left_of(TOLD) == set()
    assert not any(keeping.storage().exists(path) for path in files)
    assert not StoredFile.objects.exists()
    assert not PersonMention.objects.exists()


def test_what_the_staff_said_of_it_goes_too(told: Submission) -> None:
    claim = told.case.submissions.get(kind="claim").claim
    weigh = Finding(Verification.CONSISTENT, "Ona knows the saw-mill.")
    weighing.weigh(told.testimony.pk, weigh, by=a_moderator())
    person = told.mentions.get().uuid
    doubt = Doubt(FlagKind.THIRD_PARTY, "a sack of flour", "Ona names the neighbour.", person)
    flags.raise_flag(told.pk, doubt, by=a_moderator())
    claims.acknowledge(claim.pk, by=an_assessor())
    checked(claim.pk)
    claims.record(claim.pk, by=an_assessor())
    reading = claims.Reading(Plausibility.FITS, Support.TOLD, "Ona was in Kretinga.")
    claims.assess(claim.pk, by=an_assessor(), reading=reading)
    assert {"Weighing.told", "Flag.told", "Assessment.told"} <= left_of(TOLD)

    data_requests.carry_out(an_agreed_erasure(told).pk, by=a_release_officer(), reason="Asked")

    assert left_of(TOLD) == set()


def test_what_stays_proves_that_it_was_there(told: Submission) -> None:
    digests = set(Receipt.objects.values_list("digest", flat=True))

    data_requests.carry_out(an_agreed_erasure(told).pk, by=a_release_officer(), reason="Asked")

    assert set(Receipt.objects.values_list("digest", flat=True)) == digests
    assert {t.workflow for t in Testimony.objects.all()} == {"withdrawn"}
    assert {c.state for c in Claim.objects.all()} == {"withdrawn"}
    events = CustodyEvent.objects.filter(event="case.erased")
    assert [event.by for event in events] == [a_release_officer()]
    assert told.consents.get(superseded_at=None).withdrawn_at is not None


def test_nobody_finds_it_again(told: Submission) -> None:
    handle, key = told.case.handle, bytes(told.case.code_key)
    published = Testimony.objects.get(submission=told)

    data_requests.carry_out(an_agreed_erasure(told).pk, by=a_release_officer(), reason="Asked")

    assert not QueueEntry.objects.filter(submission__case=told.case).exists()
    assert not Case.objects.filter(handle=handle).exists()
    assert not Case.objects.filter(code_key=key).exists()
    desk = signed_in(a_moderator())
    assert desk.get(f"/admin/testimonies/submission/{told.reference}/").status_code == 404
    assert told.reference not in desk.get("/admin/testimonies/submission/?waits=all").text
    assert desk.get(f"/en/testimonies/{published.reference}/").status_code in {404, 410}


def test_a_letter_tells_whoever_may_be_written_to() -> None:
    request = an_agreed_erasure(
        a_submitted_testimony(contact={"preference": ["email"], "email": ["ona@example.org"]})
    )

    data_requests.carry_out(request.pk, by=a_release_officer(), reason="Asked")

    letter = Letter.objects.get(kind="case_erased")
    assert letter.contents == {"to": "ona@example.org", "reference": request.reference}


def test_whoever_agreed_does_not_erase() -> None:
    request = an_agreed_erasure()

    with pytest.raises(Refusal, match="Somebody else has to erase it"):
        data_requests.carry_out(request.pk, by=a_moderator(), reason="Asked")

    assert Submission.objects.get().answers


def test_what_is_kept_by_law_is_not_erased(told: Submission) -> None:
    request = an_agreed_erasure(told)
    StoredFile.objects.update(legal_hold=True)

    with pytest.raises(Refusal, match="must be kept for now, by law"):
        data_requests.carry_out(request.pk, by=a_release_officer(), reason="Asked")

    assert DataRequest.objects.get(pk=request.pk).state == State.AGREED
    assert left_of(TOLD)


def test_a_legal_hold_on_the_case_keeps_everything(told: Submission) -> None:
    request = an_agreed_erasure(told)
    held(told.case)

    with pytest.raises(Refusal, match="A legal hold keeps it"):
        data_requests.carry_out(request.pk, by=a_release_officer(), reason="Asked")
    with pytest.raises(IntegrityError, match="a legal hold keeps it"), transaction.atomic():
        erase_by_sql(told.case)

    assert left_of(TOLD)


def test_a_second_press_erases_nothing_twice(told: Submission) -> None:
    request = an_agreed_erasure(told)
    data_requests.carry_out(request.pk, by=a_release_officer(), reason="Asked")

    with pytest.raises(Refusal, match="Nobody has agreed"):
        data_requests.carry_out(request.pk, by=a_release_officer(), reason="Asked")

    assert CustodyEvent.objects.filter(event="case.erased").count() == 1


def test_the_other_case_stays(told: Submission) -> None:
    other = an_accepted_testimony(name={"given": ["Birutė"], "surname": ["Kazlauskienė"]})

    data_requests.carry_out(an_agreed_erasure(told).pk, by=a_release_officer(), reason="Asked")

    assert Testimony.objects.get(pk=other.pk).told
    assert other.submission.mentions.exists()
    assert "NameForm.written" in left_of(("Kazlauskien",))


def erase_by_sql(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(erased_at=now())


def write_anew(case: Case) -> None:
    Message.objects.create(case=case, body="Once more", by=a_moderator())


def answer_anew(case: Case) -> None:
    submission = case.submissions.get()
    submission.answers = {"story": {"story": ["Once more"]}}
    submission.save()


def tell_anew(case: Case) -> None:
    testimony = Testimony.objects.get(submission__case=case)
    testimony.told = {"story": "Once more"}
    testimony.save()


def mention_anew(case: Case) -> None:
    PersonMention.objects.create(submission=case.submissions.get(), role="witness", told={})


def wake(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(erased_at=None)


@pytest.mark.parametrize(
    "act", [erase_by_sql, write_anew, answer_anew, tell_anew, mention_anew, wake]
)
def test_the_database_takes_nothing_into_an_erased_case(act: Callable[[Case], Any]) -> None:
    submission = a_submitted_testimony()
    data_requests.carry_out(
        an_agreed_erasure(submission).pk, by=a_release_officer(), reason="Asked"
    )
    case = Case.objects.get(pk=submission.case_id)

    with pytest.raises(IntegrityError), transaction.atomic():
        act(case)


@pytest.mark.parametrize("is_asked", [True, False])
def test_the_database_erases_on_an_agreed_request_only(is_asked: bool) -> None:
    case = a_submitted_testimony().case
    if is_asked:
        a_request(submission=case.submissions.get())

    with pytest.raises(IntegrityError, match="on an agreed request"), transaction.atomic():
        erase_by_sql(case)


def test_an_erased_case_is_none_of_the_browsers_cases() -> None:
    submission = a_submitted_testimony()
    review.take_up(submission.testimony.pk, by=another_moderator())
    data_requests.carry_out(
        an_agreed_erasure(submission).pk, by=a_release_officer(), reason="Asked"
    )

    assert inbox.case_by_code("1234 5678 9012 3456") is None
    assert not Case.objects.filter(erased_at=None).exists()
