"""What a record says of pages that belong together, of the right to claim, and of places."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from django.utils import translation

from petitions.bundles import snapshots
from testimonies.claims import actions as claims
from testimonies.claims import questions, reading
from testimonies.evidence import actions as evidence
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.filled import Filled
from testimonies.models import Draft, Submission
from testimonies.privacy import queries as privacy
from tests.builders_claims import a_claim_draft, a_submitted_claim
from tests.builders_details import a_detailed_testimony
from tests.builders_intake import a_submitted_testimony
from tests.builders_signing import an_open_petition
from tests.testimonies.evidence import files

pytestmark = pytest.mark.django_db
NAMED = {"identity": ["full_name"], "pseudonym": [""]}
CLAIMED = {"standing": ["heir_at_law"], "authority": ["inheritance_certificate"]}


@pytest.fixture(autouse=True)
def _an_institution() -> None:
    an_open_petition()


def record_of(submission: Submission) -> dict[str, Any]:
    """As it would go once it is accepted."""
    decision = privacy.access_to(submission, as_if_accepted=True)
    assert decision
    if submission.kind == "claim":
        return snapshots.of_claim(submission.claim, decision)
    return snapshots.of_testimony(submission.testimony, decision)


def add(case: int, words: str, page_of: UUID | None = None) -> UUID:
    """A picture like no other; words of its own for each page."""
    picture = files.upload(files.a_picture(size=(100 + len(words), 90)), "a.jpg")
    added = evidence.receive(case, picture, kind="letter", caption=words, page_of=page_of)
    return added.evidence.uuid


def handed_in(draft: Draft) -> Submission:
    evidence.copy_waiting()
    with translation.override("en"):
        told = reading.claim(Filled(Draft.objects.get(pk=draft.pk), questions.CLAIM))
        return claims.submit(draft.pk, told, questionnaire=questions.CLAIM)


def test_the_pages_of_a_paper_come_together_in_their_order_with_their_words() -> None:
    draft = a_claim_draft(a_submitted_testimony())
    first = add(draft.case_id, "the second page", None)
    other = add(draft.case_id, "Another letter of hers")
    last = add(draft.case_id, "the first page", first)
    evidence.move_earlier(draft.case.evidence.get(uuid=last).pk)
    offered = Filled(Draft.objects.get(pk=draft.pk), questions.CLAIM).about.papers
    chosen = [uuid for uuid, name in offered if "letter" in name.lower()]
    page = {"papers": chosen, "description": ["The house"]}
    drafts.save_page(draft.pk, "head-home-land-property", page, at_page="check")

    record = record_of(handed_in(draft))

    told = [(paper["caption"], paper["page"], paper["pages"]) for paper in record["evidence"]]
    assert told == [
        ("the first page", 1, 2),
        ("the second page", 2, 2),
        ("Another letter of hers", 1, 1),
    ]
    documents = [paper["document"] for paper in record["evidence"]]
    assert documents[0] == documents[1] != documents[2]
    ids = [paper["id"] for paper in record["evidence"]]
    assert ids == [str(last), str(first), str(other)]
    assert record["items"][1]["evidence"] == ids


def test_the_paper_by_which_somebody_may_claim_goes_with_the_claim() -> None:
    draft = a_claim_draft(a_submitted_testimony())
    shown = add(draft.case_id, "Certificate of the notary")
    drafts.save_page(draft.pk, "standing", CLAIMED, at_page="check")
    drafts.save_page(draft.pk, "authority-papers", {"papers": [str(shown)]}, at_page="check")

    record = record_of(handed_in(draft))

    assert record["authority"] == "inheritance_certificate"
    assert record["authority_papers"] == [str(shown)]
    assert str(shown) in {paper["id"] for paper in record["evidence"]}


def test_a_living_sister_is_not_named_in_the_words_of_a_claim_either() -> None:
    words = "The bed of Gražbylė and the skis of Rimgaudas."
    submission = a_submitted_claim(
        a_detailed_testimony(), head_home_land_property={"description": [words]}
    )

    record = record_of(submission)

    assert record["items"][1]["description"] == "The bed of […] and the skis of Rimgaudas."
    assert "Gražbyl" not in json.dumps(record, ensure_ascii=False)


def test_places_lie_where_our_gazetteer_says_and_stay_as_they_were_told() -> None:
    record = record_of(a_detailed_testimony(shown_as=NAMED))

    places = {place["told"]: place for place in record["places"]}
    igarka = places["Igarka"]
    assert igarka["names"]["ru"] == "Игарка"
    assert 60 < igarka["latitude"] < 70
    assert igarka["precision_km"] >= 0
    assert all(igarka[part] for part in ("source", "licence", "verification"))
    assert record["periods"][0]["to"] == "Igarka"
    assert "Kretinga" not in places  # it is no place of deportation, and we know nothing of it


def test_a_claim_says_of_places_no_more_than_goes_with_it() -> None:
    submission = a_submitted_claim(a_detailed_testimony())

    record = record_of(submission)

    assert record["places"] == []  # they were told in the testimony, under its own consent
