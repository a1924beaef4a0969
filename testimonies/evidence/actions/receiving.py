"""Papers, photographs and recordings from submitters: the original is kept as it came."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import inspection, keeping
from testimonies.evidence.keeping import Kept
from testimonies.models import Case, Draft, Evidence, StoredFile
from testimonies.models.custody import Actor
from testimonies.models.evidence import EvidenceKind, FileRole

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User

MOST_PAPERS = 200
NAME_LENGTH = 200


@dataclass(frozen=True)
class About:
    """What its sender says about a file. `page_of` is any page of a paper that it belongs to.

    `draft` is with what it is handed in, where it was added to a draft. `by` is somebody of the
    staff who adds it; `as_it_came` marks a scan of the letter itself.
    """

    kind: str
    caption: str = ""
    page_of: UUID | None = None
    draft: Draft | None = None
    by: User | None = None
    as_it_came: bool = False
    #: Where the same file may lie already; without, among what goes with the draft.
    among: QuerySet[Evidence] | None = None


def receive(
    case_id: int, upload: File[bytes], *, kind: str, caption: str, page_of: UUID | None = None
) -> StoredFile:
    """Keep the original of a paper. Returns its file; a copy is made afterwards.

    Refuses what is not what it says. The same file sent twice is one paper.
    """
    return receive_about(case_id, upload, About(kind, caption, page_of))


def receive_about(case_id: int, upload: File[bytes], about: About) -> StoredFile:
    """The same with everything that can be said about it."""
    name = Path(upload.name or "").name[-NAME_LENGTH:]
    claimed = type_of(str(getattr(upload, "content_type", "") or ""))
    source = upload.open("rb")
    detected = inspection.inspect(
        source, size=upload.size, claimed=claimed, name=name, may_be_recording=True
    )
    kept = keeping.keep(source)
    with keeping.forgotten_on_refusal(kept.path):
        original, is_new = register(case_id, kept, (claimed, detected), about, file_name=name)
    if not is_new:
        keeping.forget(kept.path)
    return original


def type_of(said: str) -> str:
    """What a browser says, if it is a type at all; how it is coded inside is left out."""
    kind = said.partition(";")[0].strip()
    return kind if re.fullmatch(r"[\w.+-]{1,49}/[\w.+-]{1,50}", kind, re.ASCII) else ""


@transaction.atomic
def register(
    case_id: int, kept: Kept, types: tuple[str, str], about: About, *, file_name: str
) -> tuple[StoredFile, bool]:
    """The rows of a file that lies in the storage; False when the case has it already.

    `types` are the claimed and the detected one.
    """
    Case.objects.select_for_update(no_key=True).get(pk=case_id)  # two uploads at once
    about = _as_its_draft_stands(about)
    papers = Evidence.objects.filter(case_id=case_id, removed_at=None)
    among = papers.not_handed_in(about.draft) if about.among is None else about.among
    twin = StoredFile.objects.filter(
        evidence__in=among,
        role=FileRole.ORIGINAL,
        sha256=kept.sha256,
    ).first()
    if twin is not None:
        return twin, False
    if papers.count() >= MOST_PAPERS:
        raise Refusal(_("That is as many files as one case can hold. Please call us."))
    paper = _new_page(case_id, about, types[1])
    paper.told = {"caption": about.caption, "file_name": file_name}
    paper.save()
    original = StoredFile.objects.create(
        evidence=paper,
        role=FileRole.ORIGINAL,
        path=kept.path,
        sha256=kept.sha256,
        size=kept.size,
        claimed_type=types[0],
        detected_type=types[1],
    )
    custody.record(
        "evidence.received",
        paper,
        by=about.by,
        actor=Actor.STAFF if about.by else Actor.SUBMITTER,
        sha256=kept.sha256,
        size=kept.size,
    )
    return original, True


@transaction.atomic
def move_earlier(evidence_id: int) -> None:
    """Change places with the page before it, as long as nobody has been handed the paper."""
    paper = Evidence.objects.get(pk=evidence_id)
    Case.objects.select_for_update(no_key=True).get(pk=paper.case_id)
    pages = list(_pages(paper.case_id, paper.document))
    place = [page.pk for page in pages].index(paper.pk) if paper in pages else 0
    if place == 0 or any(page.submission_id for page in pages):
        return
    before, moved = pages[place - 1 : place + 1]
    before.page, moved.page = moved.page, before.page
    for page in (before, moved):
        page.save(update_fields=["page"])
    custody.record("evidence.reordered", paper, actor=Actor.SUBMITTER, page=moved.page)


def _as_its_draft_stands(about: About) -> About:
    """A draft that was handed in while the file came takes nothing more.

    What its holder sent then waits to be added to what was handed in.
    """
    if about.draft is None or about.as_it_came:
        return about
    if Draft.objects.lock(about.draft.pk).submitted_at is None:
        return about
    if about.by:
        raise Refusal(_("This has been handed in already."))
    return replace(about, draft=None)


def _new_page(case_id: int, about: About, detected: str) -> Evidence:
    kind = about.kind if about.kind in EvidenceKind.values else EvidenceKind.OTHER
    if kind == EvidenceKind.OTHER and detected.partition("/")[0] in {"audio", "video"}:
        kind = EvidenceKind.RECORDING
    others = Evidence.objects.filter(case_id=case_id).not_handed_in(about.draft)
    first = others.filter(uuid=about.page_of).first() if about.page_of else None
    if first is None:
        return Evidence(case_id=case_id, draft=about.draft, kind=kind, as_it_came=about.as_it_came)
    last = _pages(case_id, first.document).last()
    number = 1 + (last.page if last else first.page)
    return Evidence(
        case_id=case_id,
        draft=first.draft,
        kind=first.kind,
        document=first.document,
        page=number,
    )


def _pages(case_id: int, document: UUID) -> QuerySet[Evidence]:
    kept = Evidence.objects.filter(case_id=case_id, document=document, removed_at=None)
    return kept.order_by("page", "pk")
