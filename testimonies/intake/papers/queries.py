"""The papers of a case as their submitter sees them: each with its pages in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from testimonies.models import Case, CustodyEvent, Draft, Evidence, Upload
from testimonies.models.channel import Channel
from testimonies.models.custody import Actor
from testimonies.models.evidence import EvidenceKind, FileRole, Scan


@dataclass(frozen=True)
class Paper:
    """Everything that was added as one paper: its pages in their order, one at least."""

    pages: tuple[Evidence, ...]

    @property
    def is_handed_in(self) -> bool:
        return self.first.submission_id is not None

    def goes_with(self, draft: Draft | None) -> bool:
        """As `Evidence.objects.not_handed_in` says it of rows."""
        named = {draft.pk if draft else None}
        if draft is not None and draft.channel == Channel.WEB:
            named.add(None)
        return not self.is_handed_in and self.first.draft_id in named

    @property
    def first(self) -> Evidence:
        return self.pages[0]

    def named_pages(self) -> list[tuple[Evidence, str, str]]:
        """Each page, what its submitter recognises it by, and what is wrong with its file.

        Its name says its place where there are others.
        """
        if len(self.pages) == 1:
            return [(self.first, name_of(self.first), trouble_with(self.first))]
        named = _("%(paper)s, page %(number)s")
        return [
            (page, named % {"paper": name_of(page), "number": number}, trouble_with(page))
            for number, page in enumerate(self.pages, 1)
        ]

    @property
    def trouble(self) -> str:
        return next(filter(None, map(trouble_with, self.pages)), "")

    @property
    def name(self) -> str:
        """What the submitter recognises it by."""
        if len(self.pages) == 1:
            return name_of(self.first)
        count = ngettext("%(count)s page", "%(count)s pages", len(self.pages))
        return f"{name_of(self.first)} ({count % {'count': len(self.pages)}})"


def papers_of(case: Case) -> list[Paper]:
    """Every paper that the submitter has added and not taken back."""
    kept = case.evidence.filter(removed_at=None, as_it_came=False).order_by("received_at", "id")
    papers: dict[UUID, list[Evidence]] = {}
    for page in kept.prefetch_related("files"):
        papers.setdefault(page.document, []).append(page)
    ordered = (sorted(pages, key=lambda page: page.page) for pages in papers.values())
    return [Paper(tuple(pages)) for pages in ordered]


def new_papers_of(case: Case, draft: Draft | None = None) -> list[Paper]:
    """Those that go with this draft; without one, with something that was handed in before."""
    return [paper for paper in papers_of(case) if paper.goes_with(draft)]


def interrupted_in(case: Case) -> list[Upload]:
    """Recordings that were cut off, and wait for a word whether they shall be kept."""
    uploads = case.uploads.unfinished().filter(expires_at__gt=now(), mark=b"", offset__gt=0)
    return list(uploads.order_by("begun_at"))


def trouble_with(page: Evidence) -> str:
    """What its submitter can still mend, after a worker has looked at the file; or nothing."""
    files = {file.role: file.scan for file in page.files.all()}
    if Scan.INFECTED in files.values():
        return _(
            "A harmful program is in this file, so nobody opens it. Please remove it, and add a"
            " photograph of the paper instead. Or call us."
        )
    if files.get(FileRole.ORIGINAL) == Scan.UNSCANNABLE and FileRole.ACCESS not in files:
        return _(
            "This file does not open with us. It is kept. If you can, add a photograph of the"
            " paper as well. Or call us."
        )
    return ""


@dataclass(frozen=True)
class Unsettled:
    """Pages of which their holder is told on the page of the case."""

    #: By submission: what was handed in and cannot be read, and what can be done about it.
    troubles: dict[int, list[tuple[str, str]]]
    #: What was added to something handed in, and has not been handed in itself.
    left_unsent: list[str]


def unsettled_in(case: Case) -> Unsettled:
    """What the desk has set aside is named as well: it was here, and is not any more.

    What the desk itself has scanned is for the desk to mend.
    """
    is_bad = Q(files__role=FileRole.ORIGINAL, files__scan__in=[Scan.INFECTED, Scan.UNSCANNABLE])
    was_handed_in = Q(submission__isnull=False) & (is_bad | Q(removed_at__isnull=False))
    is_left = Q(submission=None, draft=None, removed_at=None)
    pages = case.evidence.filter(was_handed_in | is_left, as_it_came=False).order_by("pk")
    found = list(pages.distinct().prefetch_related("files"))
    troubles: dict[int, list[tuple[str, str]]] = {}
    for page in _not_of_the_desk(page for page in found if page.submission_id):
        if page.submission_id and (trouble := _trouble_after_handing_in(page)):
            troubles.setdefault(page.submission_id, []).append((name_of(page), trouble))
    return Unsettled(troubles, [name_of(page) for page in found if not page.submission_id])


def _not_of_the_desk(pages: Iterable[Evidence]) -> list[Evidence]:
    """Custody says who added each of them."""
    bad = list(pages)
    if not bad:
        return []
    lines = CustodyEvent.objects.filter(
        event="evidence.received",
        subject_kind="evidence",
        subject__in=[str(page.uuid) for page in bad],
        actor=Actor.STAFF,
    )
    of_the_desk = set(lines.values_list("subject", flat=True))
    return [page for page in bad if str(page.uuid) not in of_the_desk]


def _trouble_after_handing_in(page: Evidence) -> str:
    """Nothing for what was erased: nobody knows any more what it was."""
    if page.removed_at is not None:
        return _set_aside() if page.told else ""
    if any(file.scan == Scan.INFECTED for file in page.files.all()):
        return _(
            "A harmful program is in this file, so nobody opens it. Please add a photograph of the"
            " paper instead. Or call us."
        )
    return trouble_with(page)


def _set_aside() -> str:
    return _(
        "A harmful program was in this file, so it has been deleted. Please add a photograph of"
        " the paper instead. Or call us."
    )


def name_of(paper: Evidence) -> str:
    """What the submitter recognises a page by."""
    kind = EvidenceKind(paper.kind).label
    words = paper.told.get("caption") or paper.told.get("file_name") or ""
    return f"{kind}: {words}" if words else str(kind)
