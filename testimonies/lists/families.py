"""A GEDCOM file of a family as rows, one for each person, with their relatives by code.

Read by ged4py, which knows its encodings (ANSEL among them). Runs in the confined process only.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from ged4py.model import Individual, Record
from ged4py.parser import GedcomReader, IntegrityError, ParserError

from testimonies.lists.kinds import Problem, Unreadable

HEADINGS = (
    "number", "given", "surname", "married_name", "other_name", "sex", "born", "birth_place",
    "died", "death_place", "death_cause", "occupation", "home", "relatives", "note",
)  # fmt: skip
SHORT = {
    "ABOUT": "ABT", "CALCULATED": "CAL", "ESTIMATED": "EST", "BEFORE": "BEF", "AFTER": "AFT",
    "BETWEEN": "BET", "INTERPRETED": "INT",
}  # fmt: skip
#: In the cell of relatives of somebody who would be their own ancestor.
CIRCLE = "circle"

#: Codes of people → {(what the relative is to them, the relative's code)}.
Kin = dict[str, set[tuple[str, str]]]


def rows(original: Path, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """Raises `Unreadable`; `UnicodeError` where the encoding is another one.

    ged4py reads no UTF-16, so that is written anew.
    """
    if encoding.startswith("utf-16"):
        _to_utf8(original, encoding)
        encoding = "utf-8"
    try:
        with GedcomReader(str(original), encoding=encoding or None) as reader:
            kin = _kin(reader)
            _must_be_a_tree(kin)
            for number, record in enumerate(reader.records0("INDI"), start=1):
                yield number, _row(record, kin)
    except UnicodeError:
        raise
    except (ParserError, IntegrityError, ValueError, LookupError, AttributeError, OSError):
        raise Unreadable(Problem.DAMAGED) from None


def _to_utf8(original: Path, encoding: str) -> None:
    """In place: it is a copy of the process's own."""
    text = original.read_text(encoding).lstrip("\ufeff")
    original.write_text(re.sub(r"^1 CHAR .*$", "1 CHAR UTF-8", text, count=1, flags=re.MULTILINE))


def _row(record: Record, kin: Kin) -> list[str]:
    own = record.xref_id or ""
    name = record.name if isinstance(record, Individual) else None
    given, surname, married = ("", "", "")
    if name is not None:
        given, surname = name.given or "", name.surname or ""
        married = "" if not name.maiden or name.maiden == surname else surname
        surname = name.maiden or surname
    relatives = sorted(kin.get(own, ()))
    told = [
        own,
        given,
        surname,
        married,
        _second_name(record),
        _said(record, "SEX"),
        _said(record, "BIRT/DATE"),
        _said(record, "BIRT/PLAC"),
        _said(record, "DEAT/DATE") or ("?" if record.sub_tag("DEAT") else ""),
        _said(record, "DEAT/PLAC"),
        _said(record, "DEAT/CAUS"),
        _said(record, "OCCU"),
        _said(record, "RESI/PLAC"),
        " ".join(f"{what}={code}" for what, code in relatives),
        _said(record, "NOTE"),
    ]
    return [_composed(words) for words in told]


def _second_name(record: Record) -> str:
    names = list(record.sub_tags("NAME", follow=False))
    return " ".join(_value(names[1]).replace("/", " ").split()) if len(names) > 1 else ""


def _said(record: Record, tag: str) -> str:
    found = record.sub_tag(tag)
    return "" if found is None else _as_in_the_file(_value(found))


def _as_in_the_file(words: str) -> str:
    """ged4py spells out the short words for dates."""
    first, space, rest = words.partition(" ")
    return SHORT.get(first, first) + space + rest


def _value(record: Record) -> str:
    value = record.value
    if isinstance(value, tuple):
        return " ".join(part for part in value if part)
    return "" if value is None else str(value).strip()


def _composed(words: str) -> str:
    """ANSEL writes accents before their letters; they come back as signs of their own."""
    return unicodedata.normalize("NFC", words)


def _kin(reader: GedcomReader) -> Kin:
    found: Kin = defaultdict(set)
    for family in reader.records0("FAM"):
        husbands, wives, children = (_codes(family, tag) for tag in ("HUSB", "WIFE", "CHIL"))
        for husband in husbands:
            for wife in wives:
                found[husband].add(("wife", wife))
                found[wife].add(("husband", husband))
        for child in children:
            found[child] |= {("father", code) for code in husbands}
            found[child] |= {("mother", code) for code in wives}
    return found


def _codes(family: Record, tag: str) -> list[str]:
    return [
        str(each.value)
        for each in family.sub_tags(tag, follow=False)
        if each.value and str(each.value).startswith("@")
    ]


def _must_be_a_tree(kin: Kin) -> None:
    """Marks everybody who is their own ancestor. Walks with a stack: lines can be long."""
    parents = {
        code: {other for what, other in found if what in {"father", "mother"}}
        for code, found in kin.items()
    }
    for code in _in_circles(parents):
        kin[code] = {(CIRCLE, code)}


def _in_circles(parents: dict[str, set[str]]) -> set[str]:
    """What remains when those without parents, and those without children, are taken away."""
    left = _peeled(parents)
    children: dict[str, set[str]] = defaultdict(set)
    for code in left:
        for parent in parents.get(code, set()) & left:
            children[parent].add(code)
    return _peeled({code: children[code] for code in left})


def _peeled(edges: dict[str, set[str]]) -> set[str]:
    """Everybody from whom a circle can be reached along the edges."""
    backward: dict[str, set[str]] = defaultdict(set)
    waiting: dict[str, int] = {}
    for code, others in edges.items():
        waiting[code] = len(others)
        for other in others:
            backward[other].add(code)
            waiting.setdefault(other, len(edges.get(other, ())))
    free = [code for code, many in waiting.items() if not many]
    while free:
        code = free.pop()
        del waiting[code]
        for before in backward[code]:
            waiting[before] -= 1
            if not waiting[before]:
                free.append(before)
    return set(waiting)
