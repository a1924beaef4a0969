"""The questions of consent asked again: filled with what is allowed now, and read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from testimonies.claims import questions as of_claims
from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.intake import queries, questions
from testimonies.intake.asking import PageForm, Typed
from testimonies.intake.circumstances import Circumstances
from testimonies.intake.consent.allowed import Allowed
from testimonies.intake.consent.forms import ALL, NO, NONE, SOME, YES, WhichInstitutions
from testimonies.intake.questionnaire import Page, Questionnaire
from testimonies.models import Institution, Submission
from testimonies.models.case import Kind, Voice
from testimonies.models.consent import Audience, Embargo, Use


def questionnaire_of(submission: Submission) -> Questionnaire:
    return of_claims.CLAIM if submission.kind == Kind.CLAIM else questions.TESTIMONY


def pages_of(submission: Submission) -> list[Page]:
    """The pages of consent, in the order in which they were asked."""
    asked = questionnaire_of(submission)
    return [page for page in asked.pages if page.key in asked.consent]


def page_of(submission: Submission, key: str) -> Page | None:
    return next((page for page in pages_of(submission) if page.key == key), None)


def circumstances(submission: Submission) -> Circumstances:
    voice = submission.voice or queries.voice_of(submission.answers)
    institutions = tuple((each.code, each.name) for each in Institution.objects.all())
    return Circumstances(voice=Voice(voice), institutions=institutions)


def typed_of(page: Page, allowed: Allowed, about: Circumstances) -> Typed:
    """What is allowed now, as it would have been typed."""
    match page.key:
        case questions.AUDIENCE.key:
            return {
                "text": [allowed.text],
                "documents": [allowed.documents],
                "photographs": [allowed.photographs],
                "recording": [allowed.recording],
            }
        case questions.SHOWN_AS.key:
            return {"identity": [allowed.identity], "pseudonym": [allowed.pseudonym]}
        case questions.USES.key:
            return {"uses": sorted(allowed.uses), **_scope(allowed, about)}
        case questions.WAITING.key:
            return {"embargo": [allowed.embargo], **_three_parts(allowed.embargo_until)}
        case _:
            with_papers = allowed.documents != Audience.ARCHIVE
            return {"papers": [YES if with_papers else NO], **_scope(allowed, about)}


def _scope(allowed: Allowed, about: Circumstances) -> Typed:
    offered = {code for code, _name in about.institutions}
    if not allowed.institutions:
        return {"scope": [NONE], "institutions": []}
    if offered and offered <= allowed.institutions:
        return {"scope": [ALL], "institutions": []}
    return {"scope": [SOME], "institutions": sorted(allowed.institutions & offered)}


def _three_parts(day: date | None) -> Typed:
    parts = (day.day, day.month, day.year) if day else ("", "", "")
    return {f"until_{place}": [str(part)] for place, part in enumerate(parts)}


def allowed_by(page: Page, form: PageForm, before: Allowed) -> Allowed:
    """What a valid page would let happen; what it does not ask stays as it is."""
    said: dict[str, Any] = form.cleaned_data
    match page.key:
        case questions.AUDIENCE.key:
            levels = {name: said[name] for name in ("text", "documents", "photographs")}
            return replace(before, **levels, recording=said["recording"] or before.recording)
        case questions.SHOWN_AS.key:
            pseudonym = said["pseudonym"] or before.pseudonym
            return replace(before, identity=said["identity"], pseudonym=pseudonym)
        case questions.USES.key:
            return replace(before, uses=frozenset(said["uses"]), institutions=_chosen(form))
        case questions.WAITING.key:
            until = said["until"].earliest if isinstance(said["until"], FuzzyDate) else None
            is_dated = said["embargo"] == Embargo.UNTIL_DATE
            return replace(
                before, embargo=said["embargo"], embargo_until=until if is_dated else None
            )
        case _:
            return _of_claim(before, _chosen(form), with_papers=said["papers"] == YES)


def _of_claim(before: Allowed, institutions: frozenset[str], *, with_papers: bool) -> Allowed:
    """A claim is not published: it goes to institutions, or to nobody."""
    audience = Audience.INSTITUTIONS if institutions else Audience.ARCHIVE
    papers = Audience.INSTITUTIONS if institutions and with_papers else Audience.ARCHIVE
    uses = frozenset({Use.PETITION_BUNDLE.value, Use.CLAIM_SUPPORT.value})
    return replace(
        before,
        text=audience,
        documents=papers,
        photographs=papers,
        institutions=institutions,
        uses=uses if institutions else frozenset(),
    )


def _chosen(form: PageForm) -> frozenset[str]:
    assert isinstance(form, WhichInstitutions)  # noqa: S101  (the page's own form)
    return frozenset(form.chosen())
