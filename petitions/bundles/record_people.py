"""The sections of a record on people, periods, the way, and what was lost.

Records frozen earlier say less: what is not there is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from petitions.bundles.documents import Row, Section
from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.models import Operation
from testimonies.models.episode import (
    EpisodeType,
    OrderedBy,
    Proof,
    ReleaseGround,
    StatusImposed,
)
from testimonies.models.journey import Mode
from testimonies.models.person import Fate, Kin, NameType, Role, Sex, Sureness
from testimonies.models.person_number import Scheme
from testimonies.models.property import PropertyKind, Returned
from testimonies.templatetags.components import quoted


def sections(told: dict[str, Any]) -> Iterator[Section]:
    language = told["language"]
    for person in told["people"]:
        yield _person(person)
    for period in told["periods"]:
        yield _period(period, language)
    for number, leg in enumerate(told.get("way", ()), start=1):
        yield _leg(leg, number, language)
    for lost in told.get("property", ()):
        yield _lost(lost, language)
    for other in told.get("others", ()):
        yield _other(other, language)


def _person(person: dict[str, Any]) -> Section:
    rows = [Row(str(NameType(name["type"]).label), _spelled(name)) for name in person["names"]]
    rows += [Row(_("Born"), " ".join(filter(None, (person["birth"], person["birth_place"]))))]
    rows += [
        *_chosen(_("Sex"), Sex, person.get("sex")),
        *_said(_("Nationality, in the person’s own words"), person.get("nationality")),
        *_said(_("Occupation then"), person.get("occupation")),
        *_said(_("Called by the authorities"), quoted(person.get("label", ""))),
        *_chosen(_("What became of the person"), Fate, person.get("fate")),
        *_said(_("Died"), _joined(_when(person.get("death")), person.get("death_place"))),
        *_said(_("Cause of death"), person.get("death_cause")),
        *(
            Row(str(Scheme(known["scheme"]).label), known["page"] or known["number"])
            for known in person.get("numbers", ())
        ),
    ]
    return Section(str(Role(person["role"]).label).capitalize(), rows)


def _period(period: dict[str, str], language: str) -> Section:
    start, end = (_when(period.get(f"{each}_edtf")) for each in ("start", "end"))
    rows = [
        Row(_("From when"), start or period["start"] or _("not known")),
        Row(_("What shows it"), str(Proof(period["start_proof"]).label)),
        Row(_("Until when"), end or period["end"] or _("not known")),
        Row(_("What shows it"), str(Proof(period["end_proof"]).label)),
        *_said(_("From where"), period.get("from")),
        *_said(_("To where"), period.get("to")),
        *_said(_("Operation"), _operation(period.get("operation"))),
        *_chosen(_("Ordered by"), OrderedBy, period.get("ordered_by")),
        *_said(_("Reason given by the authorities"), quoted(period.get("pretext", ""))),
        *_chosen(_("Status imposed"), StatusImposed, period.get("status_imposed")),
        *_chosen(_("How it ended"), ReleaseGround, period.get("release_ground")),
        *_said(_("Taken at that time"), period.get("property")),
    ]
    heading = str(EpisodeType(period["type"]).label)
    return Section(heading, rows, period.get("narrative", ""), language)


def _leg(leg: dict[str, str], number: int, language: str) -> Section:
    rows = [
        *_said(_("From where"), leg["from"]),
        *_said(_("To where"), leg["to"]),
        *_chosen(_("How people were taken"), Mode, leg["mode"]),
        *_said(_("From when"), _when(leg["start"])),
        *_said(_("Until when"), _when(leg["end"])),
        *_said(_("Deaths on the way, as told"), leg["deaths"]),
    ]
    return Section(_("The way, part %(number)s") % {"number": number}, rows, "", language)


def _lost(lost: dict[str, str], language: str) -> Section:
    rows = [
        *_chosen(_("What it was"), PropertyKind, lost["kind"]),
        *_said(_("From where"), lost["place"]),
        *_said(_("When it was taken"), _when(lost["taken"])),
        *_said(_("Taken by"), lost["taken_by"]),
        Row(_("What shows it"), str(Proof(lost["proof"]).label)),
        *_chosen(_("Whether it came back"), Returned, lost["returned"]),
    ]
    return Section(_("Property lost"), rows, lost["what"], language)


def _other(other: dict[str, Any], language: str) -> Section:
    names = [Row(str(NameType(name["type"]).label), _spelled(name)) for name in other["names"]]
    if other["name_withheld"]:
        names = [Row(_("Name"), _("name withheld"))]
    rows = [
        *names,
        *_chosen(_("Relation to the person"), Kin, other["kin"]),
        *_chosen(_("How sure that is"), Sureness, other["certainty"]),
        *_said(_("Born"), _when(other["birth"])),
        *_chosen(_("What became of the person"), Fate, other["fate"]),
        *_said(_("Died"), _joined(_when(other["death"]), other["death_place"])),
        *_said(_("To where"), other["place"]),
    ]
    return Section(capfirst(str(Role(other["role"]).label)), rows, other["note"], language)


def _spelled(name: dict[str, str]) -> str:
    parts = (name.get(part, "") for part in ("as_written", "given", "patronymic", "surname"))
    return " ".join(part for part in parts if part)


def _said(label: str, words: str | None) -> list[Row]:
    return [Row(label, words)] if words else []


def _chosen(label: str, choices: type[TextChoices], value: str | None) -> list[Row]:
    return [Row(label, str(choices(value).label))] if value else []


def _when(edtf: str | None) -> str:
    return FuzzyDate(edtf).in_words() if edtf else ""


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _operation(slug: str | None) -> str:
    found = Operation.objects.filter(slug=slug).first() if slug else None
    return found.name if found else ""
