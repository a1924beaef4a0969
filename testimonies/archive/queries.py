"""What everybody may see of testimonies. Asks consent again at every look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.text import Truncator

from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.models import Flag, Redaction, RepressionEpisode, Restraint, Testimony
from testimonies.models.consent import Identity
from testimonies.models.evidence import EvidenceKind
from testimonies.models.testimony import Part, TestimonyQuerySet
from testimonies.privacy import queries as privacy
from testimonies.privacy.rules import Access, Level
from testimonies.recordings import queries as recordings
from testimonies.recordings.queries import Outside
from testimonies.weighing.rules import IN_PLAIN_WORDS

PAGE = 20
EXCERPT = 60  # words


@dataclass(frozen=True)
class InTheList:
    reference: str
    name: str
    excerpt: str
    language: str


@dataclass(frozen=True)
class ListPage:
    testimonies: tuple[InTheList, ...]
    #: The reference after which the next page begins; empty on the last one.
    next_after: str


@dataclass(frozen=True)
class PublicPeriod:
    """What sort of repression, and its years: never a day, never a place."""

    kind: str
    start: str
    end: str


@dataclass(frozen=True)
class PublicTestimony:
    reference: str
    name: str
    text: str
    language: str
    published_at: datetime
    verification: str
    periods: tuple[PublicPeriod, ...]
    papers: tuple[str, ...]
    recordings: tuple[Outside, ...] = ()


def on_show() -> TestimonyQuerySet:
    """Published, under the current consent, with nothing in its case that holds it back."""
    return (
        Testimony.objects.public()
        .filter(published_under__superseded_at=None, published_under__withdrawn_at=None)
        .exclude(submission__evidence__files__legal_hold=True)
        .exclude(Exists(Restraint.objects.open().filter(case=OuterRef("submission__case"))))
        .exclude(submission__case__in=Redaction.objects.open().values("submission__case"))
        .exclude(submission__case__in=Flag.objects.open().values("submission__case"))
    )


def newest(*, after: str = "") -> ListPage | None:
    """A page of the list, newest first; None for a place in it that is not there."""
    found = on_show().order_by("-published_at", "-id")
    if after:
        last = on_show().filter(reference=after).first()
        if last is None:
            return None
        found = found.filter(
            Q(published_at__lt=last.published_at)
            | Q(published_at=last.published_at, id__lt=last.pk)
        )
    rows = list(found[: PAGE + 1])
    return ListPage(
        testimonies=tuple(_in_the_list(row) for row in rows[:PAGE]),
        next_after=rows[PAGE - 1].reference if len(rows) > PAGE else "",
    )


def testimony(reference: str) -> PublicTestimony | None:
    found = on_show().select_related("submission").filter(reference=reference).first()
    decision = privacy.access_to(found.submission) if found else None
    if found is None or decision is None or not decision.access.has_public_part:
        return None
    access = decision.access
    words_are_public = access.text == Level.PUBLIC and Part.TEXT in found.published_parts
    return PublicTestimony(
        reference=found.reference,
        name=found.public_name,
        text=found.public_text if words_are_public else "",
        language=found.language,
        published_at=found.published_at or decision.consent.given_at,
        verification=str(IN_PLAIN_WORDS[found.verification]),
        periods=_periods(found) if words_are_public else (),
        papers=_papers(found, access),
        recordings=tuple(_recordings(found, access)),
    )


def recording(reference: str, paper: UUID) -> Outside | None:
    """One of them, as everybody may hear it now."""
    found = on_show().select_related("submission").filter(reference=reference).first()
    decision = privacy.access_to(found.submission) if found else None
    if found is None or decision is None:
        return None
    return next(iter(_recordings(found, decision.access, only=paper)), None)


def _in_the_list(row: Testimony) -> InTheList:
    excerpt = Truncator(row.public_text).words(EXCERPT)
    return InTheList(row.reference, row.public_name, excerpt, row.language)


def _periods(found: Testimony) -> tuple[PublicPeriod, ...]:
    episodes = RepressionEpisode.objects.filter(mention__submission_id=found.submission_id)
    return tuple(
        PublicPeriod(
            kind=str(episode.get_type_display()),
            start=_year(episode.start_edtf),
            end=_year(episode.end_edtf),
        )
        for episode in episodes.order_by("start_earliest", "id")
    )


def _papers(found: Testimony, access: Access) -> tuple[str, ...]:
    """What kinds of papers are kept, each kind as far as consent lets everybody know of it."""
    kinds = found.submission.evidence.of_the_matter().order_by("kind")
    levels: dict[str, Level] = {
        Part.DOCUMENTS: access.documents,
        Part.PHOTOGRAPHS: access.photographs,
    }
    public = {part for part in found.published_parts if levels.get(part) == Level.PUBLIC}
    return tuple(
        str(EvidenceKind(kind).label)
        for kind in kinds.values_list("kind", flat=True).distinct()
        if (Part.PHOTOGRAPHS if kind == EvidenceKind.PHOTOGRAPH else Part.DOCUMENTS) in public
    )


def _recordings(found: Testimony, access: Access, *, only: UUID | None = None) -> list[Outside]:
    """A voice tells who it is, so it is heard only where the full name stands beside it."""
    is_named = found.published_as == access.identity == Identity.FULL_NAME
    may_be_heard = access.recording == Level.PUBLIC and Part.RECORDINGS in found.published_parts
    return recordings.outside(found.submission, only=only) if is_named and may_be_heard else []


def _year(edtf: str) -> str:
    """Only the year of a date, with its doubt; empty when nobody knows."""
    when = FuzzyDate(edtf)
    return when.years.in_words() if when.is_known else ""
