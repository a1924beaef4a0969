from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from testimonies.institutions.rules import TargetFacts
from testimonies.models.institution import Assurance, Confidence, SignatoryField, TargetProfile


def target_facts(profile: TargetProfile) -> TargetFacts:
    return TargetFacts(
        required_fields=frozenset(profile.required_fields),
        accepted_assurance=frozenset(profile.accepted_assurance),
        minimum_age=profile.minimum_age,
        eligibility=profile.eligibility,
        eligible_country=profile.eligible_country,
        list_is_public=profile.list_is_public,
    )


@dataclass(frozen=True)
class Conditions:
    """What an institution asks of those who sign, in the language of the page."""

    title: str
    threshold: int | None
    window_days: int | None
    minimum_age: int | None
    eligibility: str
    who: str
    country: str
    fields: tuple[str, ...]
    assurances: tuple[str, ...]
    list_is_public: bool
    retention_days: int
    schedule: str
    source: str
    #: In words, how sure we are of all this; empty when it was read in the law.
    doubts: str
    checked_on: date | None


def conditions(profile: TargetProfile) -> Conditions:
    is_sure = profile.verification == Confidence.VERIFIED
    return Conditions(
        title=profile.title,
        threshold=profile.threshold,
        window_days=profile.window_days,
        minimum_age=profile.minimum_age,
        eligibility=profile.eligibility,
        who=profile.get_eligibility_display(),
        country=profile.eligible_country,
        fields=tuple(str(SignatoryField(each).label) for each in profile.required_fields),
        assurances=tuple(str(Assurance(each).label) for each in profile.accepted_assurance),
        list_is_public=profile.list_is_public,
        retention_days=profile.retention_days,
        schedule=profile.get_schedule_display(),
        source=profile.source,
        doubts="" if is_sure else profile.get_verification_display(),
        checked_on=profile.checked_on,
    )
