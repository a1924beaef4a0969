"""How much speaks for two mentions being of one person, field by field. It decides nothing.

Pure: no database and no clock. A score is an explanation for whoever decides; different people
can have nearly all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from testimonies.people import equivalents, folding
from testimonies.people.features import DAYS_OF_A_YEAR, REGION, Features, Span, Spelling
from testimonies.privacy.rules import LONGEST_LIFE


class Field(TextChoices):
    NAME = "name", _("Name")
    BIRTH = "birth", _("Born")
    HOME = "home", pgettext_lazy("where somebody lived", "Home")
    RELATIVES = "relatives", _("Relatives")
    DEPORTATION = "deportation", _("Deportation")


class Standing(TextChoices):
    MATCH = "match", _("agrees")
    DIFFERS = "differs", _("differs")
    MISSING = "missing", _("not known of both")


#: The most that each field can give.
MOST: dict[Field, int] = {
    Field.NAME: 40,
    Field.BIRTH: 20,
    Field.HOME: 15,
    Field.RELATIVES: 15,
    Field.DEPORTATION: 10,
}
SURNAME, GIVEN, FATHER = 22, 13, 5
#: Two parts of a name that are alike to this degree are taken for one.
ALIKE = 0.75
PROBABLE = 60
#: What must agree beside the name before we say "probably".
BESIDE = 2
#: Births this far apart are of two people.
TOO_FAR = 3 * DAYS_OF_A_YEAR - 3
#: A birth that is told within two years is exact enough to agree.
EXACT = 2 * DAYS_OF_A_YEAR
#: How far the calendar of the empire was behind, and its end.
CALENDARS, NEW_CALENDAR = frozenset({12, 13}), date(1918, 2, 15)
SEVERAL = 2
ONLY_ONE = frozenset({"father", "mother"})


@dataclass(frozen=True)
class Compared:
    """One field: how it stands, and what it gives of the most that it can give."""

    field: Field
    standing: Standing
    points: int

    @property
    def most(self) -> int:
        return MOST[self.field]


@dataclass(frozen=True)
class Likeness:
    """Two mentions beside each other."""

    compared: tuple[Compared, ...]

    @property
    def score(self) -> int:
        return sum(each.points for each in self.compared)

    def fields(self, standing: Standing) -> list[str]:
        return [each.field.value for each in self.compared if each.standing == standing]

    @property
    def is_probable(self) -> bool:
        """The name agrees, two fields besides it agree, and nothing differs."""
        agreed = self.fields(Standing.MATCH)
        return (
            Field.NAME in agreed
            and len(agreed) > BESIDE
            and not self.fields(Standing.DIFFERS)
            and self.score >= PROBABLE
        )


def cannot_be_one(one: Features, other: Features) -> bool:
    """A man and a woman, or births three years apart."""
    return bool(one.sex and other.sex and one.sex != other.sex) or (
        one.birth.apart(other.birth) >= TOO_FAR
    )


def compare(one: Features, other: Features) -> Likeness:
    return Likeness(
        (
            _names(one.spellings, other.spellings),
            _births(one.birth, other.birth),
            _homes(one.homes, other.homes),
            _relatives(one, other),
            _deportations(one, other),
        )
    )


def _names(ours: Iterable[Spelling], theirs: Iterable[Spelling]) -> Compared:
    """The pair of spellings that are most alike; a surname may come from any of them."""
    pairs = [_spellings(mine, yours) for mine in ours for yours in theirs]
    if not pairs:
        return Compared(Field.NAME, Standing.MISSING, 0)
    points, agrees = max(pairs)
    return Compared(Field.NAME, Standing.MATCH if agrees else Standing.DIFFERS, points)


def _spellings(mine: Spelling, yours: Spelling) -> tuple[int, bool]:
    surname = _most_alike(mine.surnames, yours.surnames)
    given = _most_alike_given(mine.given, yours.given)
    father = 0.4
    if mine.fathers and yours.fathers:
        father = 1.0 if mine.fathers & yours.fathers else -1.0
    points = SURNAME * _or(surname, 0.3) + GIVEN * _or(given, 0.4) + FATHER * father
    agrees = _or(surname, 0) >= ALIKE and _or(given, 0) >= ALIKE and father > 0
    return max(0, round(points)), agrees


def _or(alike: float | None, otherwise: float) -> float:
    return otherwise if alike is None else alike


def _most_alike(ours: Iterable[str], theirs: Iterable[str]) -> float | None:
    """None where one of them has no surname."""
    return max((folding.likeness(mine, yours) for mine in ours for yours in theirs), default=None)


def _most_alike_given(ours: Iterable[str], theirs: Iterable[str]) -> float | None:
    return max((_given(mine, yours) for mine in ours for yours in theirs), default=None)


def _given(mine: str, yours: str) -> float:
    if mine == yours:
        return 1.0
    if len(mine) == 1 or len(yours) == 1:
        return 0.6 if mine[0] == yours[0] else 0.0  # an initial
    if equivalents.given(mine) & equivalents.given(yours):
        return 0.95
    return folding.likeness(folding.given_stem(mine), folding.given_stem(yours)) * 0.9


def _births(mine: Span, yours: Span) -> Compared:
    if not (mine.is_known and yours.is_known):
        return Compared(Field.BIRTH, Standing.MISSING, 0)
    apart = mine.apart(yours)
    if apart and not _is_the_old_calendar(mine, yours):
        points = (8, 4, 1)[min(2, apart // DAYS_OF_A_YEAR)]
        return Compared(Field.BIRTH, Standing.DIFFERS, points)
    if max(mine.days, yours.days) > EXACT:
        return Compared(Field.BIRTH, Standing.MISSING, 6)
    return Compared(Field.BIRTH, Standing.MATCH, 20 if mine.is_a_day and yours.is_a_day else 16)


def _is_the_old_calendar(mine: Span, yours: Span) -> bool:
    days = (mine.first, yours.first)
    return (
        mine.is_a_day
        and yours.is_a_day
        and all(day is not None and day < NEW_CALENDAR for day in days)
        and mine.apart(yours) in CALENDARS
    )


def _homes(mine: frozenset[str], yours: frozenset[str]) -> Compared:
    if not (mine and yours):
        return Compared(Field.HOME, Standing.MISSING, 0)
    if mine & yours:
        return Compared(Field.HOME, Standing.MATCH, MOST[Field.HOME])
    return Compared(Field.HOME, Standing.DIFFERS, 0)


def _relatives(one: Features, other: Features) -> Compared:
    """A father who is told of, and a patronymic, are one relative."""
    mine, yours = _family(one, other), _family(other, one)
    shared = mine & yours
    if shared:
        points = 15 if len(shared) >= SEVERAL else 10
        return Compared(Field.RELATIVES, Standing.MATCH, points)
    parents = {
        kin for kin, _name in mine if kin in ONLY_ONE and kin in {kin for kin, _name in yours}
    }
    return Compared(Field.RELATIVES, Standing.DIFFERS if parents else Standing.MISSING, 0)


def _family(one: Features, other: Features) -> frozenset[tuple[str, str]]:
    """Relatives, and the father by the patronymic where the other one tells of him himself."""
    if any(kin == "father" for kin, _name in one.relatives) or not any(
        kin == "father" for kin, _name in other.relatives
    ):
        return one.relatives
    fathers = {father for spelling in one.spellings for father in spelling.fathers}
    return one.relatives | {("father", father) for father in fathers}


def _deportations(one: Features, other: Features) -> Compared:
    """Thousands were taken on one day: only the same destination makes it agree."""
    days = one.taken.is_known and other.taken.is_known
    operations = one.operations and other.operations
    places = one.destinations and other.destinations
    if not (days or operations or places):
        return Compared(Field.DEPORTATION, Standing.MISSING, 0)
    apart = one.taken.apart(other.taken) if days else 0
    if apart > DAYS_OF_A_YEAR or (operations and not one.operations & other.operations):
        return Compared(Field.DEPORTATION, Standing.DIFFERS, 0)
    shared = one.destinations & other.destinations
    together = any(not place.startswith(REGION) for place in shared)
    same_day = bool(days) and not apart
    where = 4 if together else 2 * bool(shared)
    points = where + 3 * same_day + 3 * bool(one.operations & other.operations)
    agrees = together and (same_day or bool(operations))
    standing = Standing.MATCH if agrees else Standing.MISSING
    return Compared(Field.DEPORTATION, standing, points)


def contradict(spans: Iterable[tuple[date | None, date | None]]) -> bool:
    """Whether two of them have no day in common."""
    known = [Span(*each) for each in spans]
    return any(one.apart(other) for place, one in enumerate(known) for other in known[place + 1 :])


def is_presumed_dead(births: Iterable[date | None], *, at: date) -> bool:
    """Born 110 years ago or more, by every source that knows."""
    known = [born for born in births if born is not None]
    return bool(known) and all(at.year - born.year >= LONGEST_LIFE for born in known)
