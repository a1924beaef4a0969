"""What was told of people, periods, ways and property, as labels and words for the desk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.history.gazetteer import Gazetteer
from testimonies.models import (
    ClaimItem,
    EarlierAward,
    Evidence,
    LostProperty,
    PersonMention,
    RepressionEpisode,
    RouteLeg,
)
from testimonies.models.claim import Measure
from testimonies.models.person import Sex
from testimonies.privacy.queries import may_name
from testimonies.templatetags.components import quoted

Row = tuple[str, str]


@dataclass(frozen=True)
class Block:
    heading: str
    rows: tuple[Row, ...]
    words: str = ""


def of_person(mention: PersonMention) -> Iterator[Row]:
    told = mention.told
    sex = told.get("sex", "")
    died = (_when(mention.death_edtf), told.get("death_place", ""))
    for kinship in mention.relationships.all():
        sure = kinship.get_certainty_display()
        yield _("Relation"), f"{capfirst(kinship.get_kin_display())}{f' ({sure})' if sure else ''}"
    yield from _answered(
        (_("Sex"), str(Sex(sex).label) if sex else ""),
        (_("Nationality, in own words"), told.get("nationality", "")),
        (_("Work or school before"), told.get("occupation", "")),
        (_("Called by the authorities"), quoted(told.get("label", ""))),
        (_("Met at"), told.get("place", "")),
        (_("What became of the person"), mention.get_fate_display()),
        (_("Died"), ", ".join(filter(None, died))),
        (_("Cause of death"), told.get("death_cause", "")),
        (_("More"), told.get("note", "")),
    )
    if not may_name(mention):
        yield _("Outside"), _("Not named: this person may be alive and was never asked.")


def of_period(episode: RepressionEpisode, gazetteer: Gazetteer) -> Iterator[Row]:
    told = episode.told
    yield from _answered(
        (_("Operation"), episode.operation.name if episode.operation else ""),
        (_("Ordered by"), episode.get_ordered_by_display()),
        (_("Reason given by the authorities"), quoted(told.get("pretext", ""))),
        (_("Status imposed"), episode.get_status_imposed_display()),
        (_("How it ended"), episode.get_release_ground_display()),
        (_("Taken at that time"), told.get("property", "")),
    )
    yield from _places(gazetteer, told.get("from", ""), told.get("to", ""))


def blocks(mention: PersonMention, gazetteer: Gazetteer) -> Iterator[Block]:
    for leg in mention.legs.all():
        heading = _("The way, part %(number)s") % {"number": leg.sequence}
        yield Block(heading, tuple(_of_leg(leg, gazetteer)), leg.told.get("deaths", ""))
    for lost in mention.property.all():
        yield Block(
            _("Lost: %(what)s") % {"what": lost.get_kind_display()},
            tuple(_of_lost(lost)),
            lost.told.get("what", ""),
        )


def of_item(item: ClaimItem) -> Iterator[Row]:
    measures = ", ".join(str(Measure(each).label) for each in item.measures)
    yield from _answered(
        (_("Belongs to"), item.episode.get_type_display() if item.episode else ""),
        (_("Whose money it is"), item.told.get("money_of", "")),
        (_("What would make it good"), measures),
    )


def awards(given: Iterable[EarlierAward], authority: Iterable[Evidence]) -> Iterator[Block]:
    shown = [paper.get_kind_display() for paper in authority]
    if shown:
        yield Block(_("Papers that show the authority"), ((_("Papers"), ", ".join(shown)),))
    for award in given:
        told = award.told
        amount = " ".join(filter(None, (told.get("amount"), told.get("currency"))))
        rows = _answered(
            (_("By whom"), told.get("by", "")),
            (_("When"), _when(award.given_edtf)),
            (_("Paper"), told.get("paper", "")),
            (_("Amount"), amount),
        )
        yield Block(str(award.get_kind_display()), tuple(rows))


def _of_leg(leg: RouteLeg, gazetteer: Gazetteer) -> Iterator[Row]:
    told = leg.told
    period = leg.episode.get_type_display() if leg.episode else ""
    yield from _answered(
        (_("Belongs to"), period),
        (_("From – to"), f"{told.get('from', '?')} – {told.get('to', '?')}"),
        (_("How"), leg.get_mode_display()),
        (_("Beginning"), _when(leg.start_edtf)),
        (_("End"), _when(leg.end_edtf)),
    )
    yield from _places(gazetteer, told.get("from", ""), told.get("to", ""))


def _of_lost(lost: LostProperty) -> Iterator[Row]:
    yield from _answered(
        (_("Where"), lost.told.get("place", "")),
        (_("When"), _when(lost.taken_edtf)),
        (_("Taken by"), lost.told.get("taken_by", "")),
        (_("shown by:"), lost.get_proof_display()),
        (_("Came back"), lost.get_returned_display()),
    )


def _places(gazetteer: Gazetteer, *told: str) -> Iterator[Row]:
    """What we know of the places that were told, with our doubt. It decides nothing."""
    for words in filter(None, told):
        if (place := gazetteer.find(words)) is None:
            continue
        within = f", {place.within.name}" if place.within else ""
        point = f"{place.latitude}, {place.longitude} ± {place.precision_km} km"
        yield (
            _("In the gazetteer"),
            f"{place.name}{within} ({point}; {place.get_verification_display()})",
        )


def _answered(*rows: Row) -> Iterator[Row]:
    yield from (row for row in rows if row[1])


def _when(edtf: str) -> str:
    return FuzzyDate(edtf).in_words() if edtf else ""
