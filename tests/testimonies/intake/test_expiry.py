"""What time does to a draft that nobody comes back to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.utils.timezone import now

from testimonies.claims import questions as of_claims
from testimonies.data_requests import actions as data_requests
from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.evidence.actions import About
from testimonies.intake import actions as intake
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.expiry import actions as expiry
from testimonies.intake.handing_over import actions as handing_over
from testimonies.intake.handing_over.actions import Heir
from testimonies.intake.pausing import actions as pausing
from testimonies.models import (
    Case,
    CustodyEvent,
    DataRequest,
    Draft,
    Evidence,
    Letter,
    Message,
    StoredFile,
)
from testimonies.models.data_request import Right
from tests.builders_intake import a_filled_draft, a_submitted_testimony
from tests.testimonies.evidence import files

LIEPA = {"email": "liepa@example.org"}


@pytest.mark.django_db
def test_with_an_address_two_warnings_come_and_no_third() -> None:
    draft = a_filled_draft().draft
    pausing.send_way_back(draft.pk, to="ona@example.org", language="en")

    for days_left in (31, 29, 20, 6, 1):
        _let_expire_in(days_left)
        expiry.sweep()
        expiry.sweep()

    warnings = Letter.objects.filter(kind="draft_expires")
    assert warnings.count() == 2
    assert "code" not in str([letter.contents for letter in warnings])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("contact", "warned"),
    [
        ({}, 1),
        ({"safe": ["no"]}, 0),
        ({"preference": ["post"]}, 0),
        ({"email": ["not an address"]}, 0),
    ],
)
def test_an_address_on_the_page_of_contact_is_used_where_it_is_safe(
    contact: dict[str, list[str]], warned: int
) -> None:
    a_filled_draft(contact=contact)
    _let_expire_in(20)

    expiry.sweep()

    assert Letter.objects.count() == warned


@pytest.mark.django_db
def test_what_was_begun_beside_something_handed_in_is_warned_of_as_the_case_is_reached() -> None:
    submission = a_submitted_testimony()
    drafts.start_within(submission.case_id, of_claims.CLAIM)
    _let_expire_in(20)

    assert (expiry.warn(), expiry.warn()) == (1, 0)

    assert _the_warning()["to"] == "ona@example.org"


@pytest.mark.django_db
def test_whoever_has_the_case_now_is_warned_and_not_whoever_typed_an_address_before() -> None:
    case = a_filled_draft().draft.case
    heir = Heir("Liepa", "next_of_kin", preference="email", is_safe=True, contact=LIEPA)
    handing_over.hand_over(case.pk, handing_over.prepare(case.pk, heir))
    _let_expire_in(20)

    expiry.sweep()

    assert _the_warning()["to"] == LIEPA["email"]


@pytest.mark.django_db
def test_who_missed_the_first_warning_hears_of_it_once() -> None:
    draft = a_filled_draft().draft
    pausing.send_way_back(draft.pk, to="ona@example.org", language="en")
    _let_expire_in(5)

    expiry.sweep()
    expiry.sweep()

    assert Letter.objects.filter(kind="draft_expires").count() == 1


@pytest.mark.django_db
def test_a_visit_starts_the_time_anew() -> None:
    draft = a_filled_draft().draft
    _let_expire_in(3)

    draft = drafts.visit(draft.pk)

    assert draft.expires_at > now() + timedelta(days=179)
    assert draft.warned == 0


@pytest.mark.django_db
def test_after_expiry_a_draft_is_sealed_and_opens_no_more() -> None:
    draft = a_filled_draft().draft
    _let_expire_in(-1)

    expiry.sweep()

    with pytest.raises(Refusal, match="expired"):
        drafts.save_page(draft.pk, "story", {"story": ["too late"]})
    assert Draft.objects.get().sealed_at is not None


@pytest.mark.django_db
def test_ninety_days_later_nothing_is_left_but_the_line() -> None:
    draft = a_filled_draft().draft
    original = evidence.receive(
        draft.case_id, files.upload(files.a_picture(), "a.jpg"), kind="other", caption=""
    )
    Draft.objects.update(sealed_at=now() - timedelta(days=91), expires_at=now())

    expiry.sweep()
    expiry.sweep()

    assert not Draft.objects.exists()
    assert not Evidence.objects.exists()
    assert not Case.objects.exists()
    assert not storages["evidence"].exists(original.path)
    assert CustodyEvent.objects.filter(event="draft.erased", subject=str(draft.uuid)).count() == 1


@pytest.mark.django_db
def test_papers_that_were_added_since_to_something_handed_in_outlive_a_draft_beside_it() -> None:
    submission = a_submitted_testimony()
    begun = drafts.start_within(submission.case_id, of_claims.CLAIM)
    added, left = (_a_paper(submission.case, draft) for draft in (None, begun))
    _let_be_sealed_since(91, begun)

    expiry.sweep()

    assert [each.pk for each in submission.case.evidence.all()] == [added.evidence_id]
    assert storages["evidence"].exists(added.path)
    assert not storages["evidence"].exists(left.path)


@pytest.mark.django_db
def test_a_draft_that_was_sealed_later_keeps_its_papers() -> None:
    case = a_filled_draft().draft.case
    begun = drafts.start_within(case.pk, of_claims.CLAIM)
    paper = _a_paper(case, begun)
    _let_be_sealed_since(91, case.drafts.get(kind="testimony"))
    _let_be_sealed_since(1, begun)

    expiry.sweep()

    assert case.evidence.get().pk == paper.evidence_id
    assert storages["evidence"].exists(paper.path)


@pytest.mark.django_db
def test_what_was_handed_in_does_not_expire() -> None:
    submission = a_submitted_testimony()
    _let_expire_in(-400)

    expiry.sweep()

    assert submission.case.drafts.get().sealed_at is None


def _a_paper(case: Case, draft: Draft | None) -> StoredFile:
    picture = files.a_picture() + bytes([draft is None])
    about = About("other", draft=draft)
    return evidence.receive_about(case.pk, files.upload(picture, "a.jpg"), about)


def _the_warning() -> dict[str, str]:
    return dict(Letter.objects.get(kind="draft_expires").contents)


def _let_be_sealed_since(days: int, draft: Draft) -> None:
    sealed_at = now() - timedelta(days=days)
    Draft.objects.filter(pk=draft.pk).update(sealed_at=sealed_at, expires_at=sealed_at)


def _let_expire_in(days: int) -> None:
    Draft.objects.update(expires_at=now() + timedelta(days=days))


@pytest.mark.django_db
def test_what_somebody_asked_or_wrote_beside_a_draft_stops_no_sweep() -> None:
    asked, wrote, _third = [a_filled_draft().draft for _each in range(3)]
    request = data_requests.ask(asked.case_id, Right.ERASURE, "Please.", language="en")
    intake.write_message(wrote.case_id, "My mother was called Ona.")
    Draft.objects.update(sealed_at=now() - timedelta(days=91))

    assert expiry.erase() == 2
    assert Draft.objects.get() == asked  # it is answered first
    data_requests.take_back(request.pk)
    assert expiry.erase() == 1

    assert not Case.objects.exists()
    assert not Message.objects.exists()
    kept = DataRequest.objects.get()
    assert (kept.state, kept.case, kept.told) == ("taken_back", None, {})
