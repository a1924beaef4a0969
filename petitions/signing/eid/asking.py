"""What somebody with a proven identity is still asked, and what their signature will be where."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from petitions.campaigns.queries import Target
from petitions.models.signature import Assurance
from petitions.signing import countries, needs, rules, worth
from petitions.signing.eid.rules import Identified
from petitions.signing.needs import Need
from testimonies.institutions import rules as institutions
from testimonies.models.institution import Eligibility, SignatoryField

#: Stands for an answer that may still be given.
SOMETHING = "…"


@dataclass(frozen=True)
class Expected:
    """What this person's signature is at one institution, in whole sentences."""

    institution: str
    sentences: tuple[str, ...]


@dataclass
class Expectations:
    """Where it counts, where on a condition, and where it is a declaration of support."""

    counted: list[Expected] = field(default_factory=list)
    on_condition: list[Expected] = field(default_factory=list)
    in_support: list[Expected] = field(default_factory=list)


def expectations(targets: Iterable[Target], person: Identified, *, on: date) -> Expectations:
    found = Expectations()
    for target in targets:
        if not may_count(target, person, on=on):
            found.in_support.append(Expected(target.name, _why_not(target, person, on=on)))
        elif sentences := _conditions(target, person):
            found.on_condition.append(Expected(target.name, sentences))
        else:
            found.counted.append(Expected(target.name, ()))
    return found


def needed(
    targets: Iterable[Target],
    person: Identified,
    chosen: Collection[str] | None = None,
    *,
    on: date,
) -> tuple[Need, ...]:
    """Fields that institutions need where this person can count, all or those `chosen`."""
    asking = [
        each
        for each in targets
        if (chosen is None or each.code in chosen) and may_count(each, person, on=on)
    ]
    fields = institutions.fields_asked(each.facts for each in asking)
    missing = [name for name in fields if name in _missing(asking, person)]
    return tuple(needs.need(name, asking) for name in missing)


def worth_keeping(
    targets: Iterable[Target], person: Identified, chosen: Collection[str]
) -> dict[str, str]:
    """SECURITY: the code that nobody asks for is not kept; the birth date says who is of age."""
    code = SignatoryField.PERSONAL_CODE
    is_asked = any(code in each.facts.required_fields for each in targets if each.code in chosen)
    return person.told if is_asked else {SignatoryField.BIRTH_DATE: person.birth_date}


def may_count(target: Target, person: Identified, *, on: date) -> bool:
    """Whether it can count there, whatever this person still answers."""
    told = _told(person) | _if_answered(target)
    return bool(rules.valid_targets([target], [target.pk], Assurance.EID, told, on=on))


def _told(person: Identified) -> dict[str, str]:
    return {"name": person.name} | person.told


def _if_answered(target: Target) -> dict[str, str]:
    """As well as it can be."""
    by_themselves = {SignatoryField.BIRTH_DATE, SignatoryField.PERSONAL_CODE}
    asked = target.facts.required_fields - needs.ALWAYS - by_themselves
    countries_asked = {SignatoryField.COUNTRY, *(asked & {SignatoryField.NATIONALITY})}
    fitting = dict.fromkeys(countries_asked, target.facts.eligible_country or SOMETHING)
    return dict.fromkeys(asked, SOMETHING) | fitting


def _missing(targets: Iterable[Target], person: Identified) -> frozenset[str]:
    required = frozenset(name for each in targets for name in each.facts.required_fields)
    known = {name for name, value in person.told.items() if value}
    return required - needs.ALWAYS - known


def _conditions(target: Target, person: Identified) -> tuple[str, ...]:
    found = []
    if target.facts.eligibility != Eligibility.ANYONE:
        found.append(worth.who(target.facts))
    if missing := _missing([target], person):
        labels = "; ".join(str(each.label) for each in SignatoryField if each in missing)
        sentence = _("It counts only if you also fill in, further below: %(fields)s.")
        found.append(sentence % {"fields": labels})
    return tuple(found)


def _why_not(target: Target, person: Identified, *, on: date) -> tuple[str, ...]:
    if Assurance.EID not in target.facts.accepted_assurance:
        return (worth.other_ways(target.facts),)
    age = rules.age_on(_told(person), on=on)
    if target.facts.minimum_age and age is not None and age < target.facts.minimum_age:
        return (worth.from_age(target.facts.minimum_age),)
    sentence = _("Only people with a personal code of this country are counted: %(country)s.")
    code = target.facts.eligible_country
    return (sentence % {"country": countries.name(code, get_language() or "en")},)
