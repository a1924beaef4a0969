"""By which numbers other houses know a person: written down and taken back by whoever judges."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import IdentityAssertion, Person, PersonNumber
from testimonies.models.identity import Verdict
from testimonies.models.person_number import Scheme
from testimonies.people import numbers
from testimonies.privacy import vault


@dataclass(frozen=True)
class Known:
    """The number, and who says that it is theirs: a book, a page, a letter of the archive."""

    scheme: Scheme
    number: str
    source: str


@transaction.atomic
def write_down(person_id: int, known: Known, *, by: User) -> PersonNumber:
    """Idempotent for the same number of the same person. Raises `Refusal`."""
    person = Person.objects.lock(person_id)
    number = numbers.read(known.scheme, known.number)
    if number is None:
        example = numbers.RULES[known.scheme].example
        raise Refusal(_("Such a number looks different: %(example)s") % {"example": example})
    if not _is_told_of(person):
        raise Refusal(_("No source tells of this person any more."))
    key = vault.fingerprint("person number", known.scheme, number)
    earlier = person.numbers.standing().filter(key=key).first()
    if earlier is not None:
        return earlier

    written = PersonNumber.objects.create(
        person=person,
        scheme=known.scheme,
        told={"number": number, "source": known.source},
        key=key,
        by=by,
    )
    custody.record("person.number_written", person, by=by, scheme=known.scheme.value)
    return written


@transaction.atomic
def take_back(person_id: int, number: UUID, *, by: User) -> PersonNumber:
    """It was somebody else’s. What it was stays written down."""
    person = Person.objects.lock(person_id)
    standing = person.numbers.standing().filter(uuid=number).first()
    if standing is None:
        raise Refusal(_("This was taken back already."))

    standing.ended_at, standing.ended_by = now(), by
    standing.save(update_fields=["ended_at", "ended_by"])
    custody.record("person.number_taken_back", person, by=by, scheme=standing.scheme)
    return standing


def forget(people: set[int]) -> int:
    """Nobody tells of them any more, so nothing says any more who they were. Idempotent."""
    told = IdentityAssertion.objects.current().filter(person__in=people, verdict=Verdict.SAME)
    left = people - set(told.values_list("person_id", flat=True))
    return PersonNumber.objects.filter(person__in=left).delete()[0]


def _is_told_of(person: Person) -> bool:
    return IdentityAssertion.objects.current().filter(person=person, verdict=Verdict.SAME).exists()
