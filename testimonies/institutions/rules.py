"""What a signature counts as for one target, and what a form has to ask for several."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from testimonies.models.institution import Eligibility, SignatoryField

Count = Literal["valid", "declaration"]

#: What a target profile names where the law of the Union decides, and the states of it.
UNION = "EU"
MEMBERS = frozenset(
    ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
     "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK")
)  # fmt: skip

#: The fields in the order of a form.
ORDER: tuple[str, ...] = tuple(SignatoryField.values)


@dataclass(frozen=True)
class TargetFacts:
    """What the rules need to know of a target profile."""

    required_fields: frozenset[str]
    accepted_assurance: frozenset[str]
    minimum_age: int | None = None
    eligibility: str = Eligibility.ANYONE
    eligible_country: str = ""
    #: The institution shows everybody who has signed.
    list_is_public: bool = False


def counts_as(
    target: TargetFacts,
    assurance: str,
    fields_given: Collection[str],
    *,
    age: int | None = None,
    country: str = "",
    citizen_of: str = "",
) -> Count:
    """Whether a signature is valid under the target's law, or a declaration of support.

    An age or country that nobody asked for speaks against nobody. A citizen may live
    anywhere, so the country of residence only speaks against residents. `citizen_of` is a
    country as it was told or proven.
    """
    is_valid = (
        assurance in target.accepted_assurance
        and target.required_fields <= set(fields_given)
        and not _is_too_young(target, age)
        and not _lives_elsewhere(target, country)
        and not _belongs_elsewhere(target, country, citizen_of)
    )
    return "valid" if is_valid else "declaration"


def fields_asked(targets: Iterable[TargetFacts]) -> tuple[str, ...]:
    """What a form asks for these targets and nothing more, in the order of the form."""
    needed = {field for target in targets for field in target.required_fields}
    return tuple(field for field in ORDER if field in needed)


def _is_too_young(target: TargetFacts, age: int | None) -> bool:
    return target.minimum_age is not None and age is not None and age < target.minimum_age


def _lives_elsewhere(target: TargetFacts, country: str) -> bool:
    return target.eligibility == Eligibility.RESIDENT and country not in {
        "",
        target.eligible_country,
    }


def _belongs_elsewhere(target: TargetFacts, country: str, citizen_of: str) -> bool:
    """A citizen of another state, where the law counts its own citizens."""
    counted = _states(target)
    match target.eligibility:
        case Eligibility.CITIZEN:
            return citizen_of not in {"", *counted}
        case Eligibility.CITIZEN_OR_RESIDENT:
            return citizen_of not in {"", *counted} and country not in {"", *counted}
    return False


def _states(target: TargetFacts) -> frozenset[str]:
    own = frozenset({target.eligible_country})
    return own | MEMBERS if target.eligible_country == UNION else own
