"""From the pages of a draft to what was told. Raises `Incomplete` where something is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.intake import questions
from testimonies.intake.asking import PageForm
from testimonies.intake.consent.forms import YES, Uses
from testimonies.intake.details.reading import details
from testimonies.intake.filled import Filled
from testimonies.intake.helping.pages import HELPER
from testimonies.intake.told import Consent, Contact, Name, Period, Person, Told
from testimonies.models.case import Preference, Voice
from testimonies.models.consent import Audience, Embargo, Identity
from testimonies.models.episode import EpisodeType, Proof
from testimonies.models.person import NameType, Role

HELPER_FIELDS = ("name", "relation", "organisation", "may_contact", "reach")
CONTACT_FIELDS = ("name", "email", "phone", "address", "through")


def testimony(filled: Filled) -> Told:
    return Told(
        person=person(filled),
        periods=periods(filled),
        words={
            **teller(filled),
            "before": filled.right(questions.BEFORE).cleaned_data["before"],
            "story": filled.right(questions.STORY).cleaned_data["story"],
            "after": filled.right(questions.AFTER).cleaned_data["after"],
            "pseudonym": filled.right(questions.SHOWN_AS).cleaned_data["pseudonym"],
        },
        consent=_consent(filled),
        contact=contact(filled),
        answers=filled.asked(),
        voice=filled.about.voice,
        sealed=filled.sealed(),
        helper=helper(filled),
        details=details(filled),
    )


def teller(filled: Filled) -> dict[str, str]:
    """Who tells, and for whom."""
    said = filled.right(questions.TELLER).cleaned_data
    words = {key: said[key] for key in ("about", "relation", "own_name")}
    for page in (questions.ALIVE, questions.ORGANISATION):
        if filled.page(page.key):
            words |= filled.right(page).cleaned_data
    return words


def person(filled: Filled) -> Person:
    now = filled.right(questions.NAME).cleaned_data
    others = [form.cleaned_data for form in filled.right_entries(questions.OTHER_NAMES)]
    birth = filled.right(questions.BIRTH).cleaned_data
    return Person(
        role=Role.WITNESS if filled.about.voice == Voice.SELF else Role.PERSON_DEPORTED,
        names=(_name({"type": NameType.NOW, **now}), *(_name(other) for other in others)),
        birth=birth["birth"] or FuzzyDate(),
        birth_place=birth["birth_place"],
    )


def helper(filled: Filled) -> dict[str, str]:
    """Who helped, as far as it was said; empty where nobody did."""
    said = filled.right(HELPER).cleaned_data
    details = {key: said[key] for key in HELPER_FIELDS if said[key]}
    return {"helped": YES, **details} if said["helped"] == YES or details else {}


def periods(filled: Filled) -> tuple[Period, ...]:
    told = filled.right_by_key(questions.PERIODS)
    return tuple(_period(key, form) for key, form in told.items())


def contact(filled: Filled) -> Contact | None:
    """None where the case has an address already."""
    if filled.about.has_contact:
        return None
    return contact_in(filled.right(questions.CONTACT).cleaned_data)


def contact_in(reach: Mapping[str, Any]) -> Contact:
    """Of the checked answers to the page."""
    details = {field: reach[field] for field in CONTACT_FIELDS if reach[field]}
    preference = reach["preference"] or Preference.NONE
    return Contact(preference=preference, is_safe=reach["safe"] == YES, details=details)


def _consent(filled: Filled) -> Consent:
    """Where an answer is missing, the narrowest one: what was not allowed is not done."""
    audience = filled.right(questions.AUDIENCE).cleaned_data
    uses = filled.right(questions.USES)
    assert isinstance(uses, Uses)  # noqa: S101  (the page's own form)
    waiting = filled.right(questions.WAITING).cleaned_data
    until = waiting["until"].earliest if isinstance(waiting["until"], FuzzyDate) else None
    embargo = waiting["embargo"] or Embargo.UNTIL_I_SAY
    if embargo == Embargo.UNTIL_DATE and until is None:
        embargo = Embargo.UNTIL_I_SAY
    language = get_language() or settings.LANGUAGE_CODE
    return Consent(
        text=audience["text"] or Audience.ARCHIVE,
        documents=audience["documents"] or Audience.ARCHIVE,
        photographs=audience["photographs"] or Audience.ARCHIVE,
        recording=audience["recording"] or Audience.ARCHIVE,
        identity=filled.right(questions.SHOWN_AS).cleaned_data["identity"] or Identity.ANONYMOUS,
        uses=tuple(uses.cleaned_data["uses"]),
        institutions=uses.chosen(),
        embargo=embargo,
        embargo_until=until if embargo == Embargo.UNTIL_DATE else None,
        language=language,
        text_sha256=filled.questionnaire.consent_digest(language),
    )


def _name(answers: dict[str, Any]) -> Name:
    written = {key: value for key, value in answers.items() if value}
    return Name(**{"type": NameType.OTHER} | written)


def _period(key: str, form: PageForm) -> Period:
    answers = form.cleaned_data
    return Period(
        type=answers["type"] or EpisodeType.OTHER,
        start=answers["start"] or FuzzyDate(),
        end=answers["end"] or FuzzyDate(),
        start_proof=answers["start_proof"] or Proof.NONE,
        end_proof=answers["end_proof"] or Proof.NONE,
        from_place=answers["from_place"],
        to_place=answers["to_place"],
        narrative=answers["narrative"],
        key=key,
        operation=answers["operation"],
        ordered_by=answers["ordered_by"],
        status_imposed=answers["status_imposed"],
        release_ground=answers["release_ground"],
        pretext=answers["pretext"],
        property_taken=answers["property_taken"],
    )
