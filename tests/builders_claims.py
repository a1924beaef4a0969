"""Claims as people hand them in and as assessors move them, by the actions."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from accounts.models import User
from testimonies.claims import actions as claims
from testimonies.claims import questions, reading
from testimonies.claims.completeness import actions as completeness
from testimonies.evidence import actions as evidence
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.filled import Filled
from testimonies.models import Claim, Draft, Submission
from testimonies.models.assessment import Plausibility, Support
from testimonies.models.claim_check import Answer, Point
from tests.builders_intake import PAGES, a_submitted_testimony
from tests.restored import restored
from tests.testimonies.evidence import files

CLAIM_PAGES: dict[str, dict[str, list[str]]] = {
    "standing": {"standing": ["self"], "authority": ["none_declared"]},
    "helper": {"helped": ["no"]},
    "heads": {"heads": ["forced_deportation", "home_land_property"]},
    "head-forced-deportation": {
        "description": ["Seventeen years in the Altai."],
        "amount": [""],
        "currency": [""],
    },
    "head-home-land-property": {
        "description": ["The house, four cows, the orchard."],
        "amount": ["12 500,50"],
        "currency": ["EUR"],
        "method": ["stated"],
    },
    "earlier": {"earlier": ["no"], "earlier_words": [""]},
    "forum": {"country": ["LT"]},
    "receivers": {"scope": ["all"], "institutions": [], "papers": ["yes"]},
}


READING = claims.Reading(Plausibility.FITS, Support.TOLD, "The dates agree with the operation.")


@restored
def a_claim_draft(submission: Submission | None = None, **pages: Any) -> Draft:
    """Every page answered, one paper beside the house; in the case of a testimony, or alone."""
    if submission is None:
        draft = drafts.start(questions.CLAIM, language="en").draft
        needed = {page: PAGES[page] for page in ("teller", "name", "birth", "contact")}
    else:
        draft = drafts.start_within(submission.case_id, questions.CLAIM)
        needed = {}
    paper = evidence.receive(
        draft.case_id, files.upload(files.a_pdf(), "deed.pdf"), kind="other", caption="The deed"
    )
    others: dict[str, dict[str, list[str]]] = {page.replace("_", "-"): {} for page in pages}
    for page, typed in {**others, **needed, **CLAIM_PAGES}.items():
        answers = {**typed, **pages.get(page.replace("-", "_"), {})}
        if page == "head-home-land-property":
            answers.setdefault("papers", [str(paper.evidence.uuid)])
        drafts.save_page(draft.pk, page, answers, at_page="check")
    return Draft.objects.get(pk=draft.pk)


@restored
def a_submitted_claim(submission: Submission | None = None, **pages: Any) -> Submission:
    """Handed in, its paper scanned; ``.claim`` and ``.receipt`` hang on it."""
    draft = a_claim_draft(submission, **pages)
    evidence.copy_waiting()
    with translation.override("en"):
        told = reading.claim(Filled(draft, questions.CLAIM))
        return claims.submit(draft.pk, told, questionnaire=questions.CLAIM)


def an_assessor(name: str = "assessor") -> User:
    email = f"{name}@example.org"
    known = User.objects.filter(email=email).first()
    return known or User.objects.create_user(email, roles=["assessor"])


def checked(claim_id: int, answer: Answer = Answer.HERE) -> None:
    """Every point of the list is ticked."""
    completeness.tick(claim_id, dict.fromkeys(Point, answer), by=an_assessor())


@restored
def a_recorded_claim(submission: Submission | None = None, **pages: Any) -> Claim:
    claim_id = a_submitted_claim(submission, **pages).claim.pk
    claims.acknowledge(claim_id, by=an_assessor())
    checked(claim_id)
    return claims.record(claim_id, by=an_assessor())


@restored
def a_claim_ready_for_bundle(**pages: Any) -> Claim:
    """Beside a testimony, recorded, and assessed by two people."""
    claim_id = a_recorded_claim(a_submitted_testimony(), **pages).pk
    claims.assess(claim_id, by=an_assessor(), reading=READING)
    return claims.second_assess(claim_id, by=an_assessor("another"), reading=READING)
