"""By which numbers a person is known elsewhere, and who else has the same one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.models import User
from testimonies.models import IdentityAssertion, Person, PersonMention, PersonNumber
from testimonies.models.identity import Verdict
from testimonies.people import numbers


@dataclass(frozen=True)
class Shown:
    kept: PersonNumber
    number: str
    source: str
    #: Its public page; empty where there is none.
    page: str
    #: Why we send nobody to its page.
    doubt: str = ""
    #: References of others of whom somebody has written down the same number.
    others: tuple[str, ...] = ()


def of(person: Person, *, reader: User) -> list[Shown]:
    return [_shown(each, reader) for each in _standing(person)]


def records(mention: PersonMention) -> Iterator[dict[str, str]]:
    """For what leaves: of the person whom the mention is said to be, and of no other."""
    same = IdentityAssertion.objects.current().filter(mention=mention, verdict=Verdict.SAME)
    for each in PersonNumber.objects.standing().filter(person__in=same.values("person")):
        number = str(each.told["number"])
        yield {
            "scheme": each.scheme,
            "number": number,
            "page": numbers.page_of(each.scheme, number),
        }


def _standing(person: Person) -> list[PersonNumber]:
    found = person.numbers.standing().select_related("by")
    return list(found.order_by("scheme", "pk"))


def _shown(each: PersonNumber, reader: User) -> Shown:
    same = PersonNumber.objects.standing().filter(key=each.key).exclude(person=each.person_id)
    others = Person.objects.visible_to(reader).filter(pk__in=same.values("person"))
    number = str(each.told["number"])
    return Shown(
        kept=each,
        number=number,
        source=str(each.told.get("source", "")),
        page=numbers.page_of(each.scheme, number),
        doubt=numbers.doubt_of(each.scheme),
        others=tuple(others.order_by("pk").values_list("reference", flat=True)),
    )
