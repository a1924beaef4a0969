"""Keys by which a mention is found without saying whose it is: decision 0152.

SECURITY: no key is made of one feature alone, or the most frequent keys would be the most
frequent names. Each is a keyed hash cut to 20 bits, so that it is shared by chance as well: in a
million mentions of eight keys each by some seven others.
"""

from __future__ import annotations

from collections.abc import Iterator

from testimonies.people import equivalents, folding
from testimonies.people.features import Features, Span
from testimonies.privacy import vault

BITS = 20
#: A birth told less exactly than that is no help to find somebody.
MOST_YEARS = 3
#: Further apart, two births are of two people; it is what the rules call a hard negative.
AROUND = 2
#: A mention with very many spellings or relatives.
MOST_KEYS = 80
PARENTS = frozenset({"father", "mother"})


def of(features: Features) -> list[int]:
    """What stands in the index."""
    years = _years(features.birth)
    return _hashed(_told(features, years, years))


def asked_of(features: Features) -> list[int]:
    """What is looked for: births around it as well."""
    years = _years(features.birth)
    around = range(years[0] - AROUND, years[-1] + AROUND + 1) if years else range(0)
    return _hashed(_told(features, years, around))


def _told(features: Features, years: range, around: range) -> Iterator[tuple[str, ...]]:
    for surname, given, fathers in _names(features):
        for name in given:
            yield "surname, given", surname, name
        for father in fathers:
            yield "surname, father", surname, father
        for year in around:
            yield "surname, year", surname, str(year)
        for home in features.homes:
            yield "surname, home", surname, home
    for name in {name for _surname, given, _fathers in _names(features) for name in given}:
        yield from _of_given(name, features, years)


def _of_given(name: str, features: Features, years: range) -> Iterator[tuple[str, ...]]:
    """By these a woman is found under the name that she had before she married."""
    if features.birth.is_a_day:
        yield "given, day", name, str(features.birth.first)
    parents = sorted(each for each in _parents(features))
    for year in years:
        for home in features.homes:
            yield "given, year, home", name, str(year), home
        for parent in parents:
            yield "given, year, parent", name, str(year), parent
    for home in features.homes:
        for parent in parents:
            yield "given, home, parent", name, home, parent


def _names(features: Features) -> Iterator[tuple[str, list[str], list[str]]]:
    for spelling in features.spellings:
        given = sorted({group for word in spelling.given for group in equivalents.given(word)})
        for surname in spelling.surnames or ("",):
            yield folding.bones(surname), given, sorted(spelling.fathers)


def _parents(features: Features) -> set[str]:
    told = {f"{kin} {name}" for kin, name in features.relatives if kin in PARENTS}
    return told | {
        f"father {father}" for spelling in features.spellings for father in spelling.fathers
    }


def _years(birth: Span) -> range:
    if not (birth.first and birth.last) or birth.last.year - birth.first.year >= MOST_YEARS:
        return range(0)
    return range(birth.first.year, birth.last.year + 1)


def _hashed(told: Iterator[tuple[str, ...]]) -> list[int]:
    found: dict[int, None] = {}
    for kind, *parts in told:
        if all(parts):
            digest = vault.keyed("people", "\x1f".join((kind, *parts)).encode())
            found[int.from_bytes(digest[:4]) >> (32 - BITS)] = None
    return list(found)[:MOST_KEYS]
