"""Everything about one submission that a moderator reads before deciding, in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.formats import number_format
from django.utils.text import capfirst

from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.history.gazetteer import Gazetteer
from testimonies.models import (
    ClaimItem,
    Evidence,
    PersonMention,
    RepressionEpisode,
    StoredFile,
    Submission,
)
from testimonies.models.claim import State as ClaimState
from testimonies.models.evidence import FileRole, Scan
from testimonies.models.testimony import Workflow
from testimonies.review import told_rows
from testimonies.review.reading import CaseRead

#: How a state looks; it is always said in words too.
TAGS: dict[str, str] = {
    Scan.PENDING: "wait",
    Scan.CLEAN: "good",
    Scan.INFECTED: "bad",
    Scan.UNSCANNABLE: "bad",
    Workflow.SUBMITTED: "wait",
    Workflow.TRIAGE: "wait",
    Workflow.NEEDS_INFO: "calm",
    Workflow.IN_REVIEW: "wait",
    Workflow.SECOND_REVIEW: "wait",
    Workflow.ACCEPTED: "good",
    Workflow.DECLINED: "bad",
    Workflow.DUPLICATE: "calm",
    ClaimState.ACKNOWLEDGED: "wait",
    ClaimState.INFO_REQUESTED: "calm",
    ClaimState.RECORDED: "wait",
    ClaimState.NOT_RECORDABLE: "bad",
    ClaimState.ASSESSED: "wait",
    ClaimState.READY_FOR_BUNDLE: "good",
    ClaimState.TRANSMITTED: "good",
    ClaimState.RECEIVED: "good",
}


@dataclass(frozen=True)
class Spelling:
    kind: str
    name: str
    note: str


@dataclass(frozen=True)
class PeriodTold:
    kind: str
    start: str
    start_proof: str
    end: str
    end_proof: str
    origin: str
    destination: str
    narrative: str
    facts: tuple[told_rows.Row, ...] = ()


@dataclass(frozen=True)
class PersonTold:
    uuid: UUID
    role: str
    spellings: tuple[Spelling, ...]
    birth: str
    birth_place: str
    periods: tuple[PeriodTold, ...]
    facts: tuple[told_rows.Row, ...] = ()
    #: Parts of the way and lost property, each with its heading.
    more: tuple[told_rows.Block, ...] = ()

    @property
    def name(self) -> str:
        return self.spellings[0].name if self.spellings else str(capfirst(self.role))


@dataclass(frozen=True)
class ItemTold:
    head: str
    description: str
    amount: str
    method: str
    papers: tuple[str, ...]
    #: The period, whose money it is, and what would make it good.
    facts: tuple[told_rows.Row, ...] = ()


@dataclass(frozen=True)
class PaperTold:
    uuid: str
    kind: str
    caption: str
    file_name: str
    received_at: datetime
    is_removed: bool
    state: str
    tag: str
    size: int
    type: str
    sha256: str
    #: There is a clean copy, made by us, that is safe to open.
    may_be_opened: bool
    is_infected: bool
    #: A small grey picture of the copy; nothing is shown before somebody asks for it.
    has_small: bool
    #: ``audio`` or ``video``, if the copy is played.
    plays: str
    #: It came after handing in, and this many of two people have still to read it.
    readers_missing: int = 0
    #: Words of the case were covered, and nobody has listened since whether it says them.
    is_unheard: bool = False
    #: A scan of the letter or form itself, to be read beside what was typed in.
    as_it_came: bool = False
    #: Which page of a paper of several, and of how many.
    page: int = 1
    pages: int = 1


def items(case: CaseRead) -> tuple[ItemTold, ...]:
    """The heads of a claim with what supports them, but for what is under seal."""
    papers = {paper.pk: paper for paper in case.evidence}
    return tuple(
        ItemTold(
            head=item.get_head_display(),
            description=item.told.get("description", ""),
            amount=_amount(item),
            method=item.get_method_display(),
            papers=tuple(_caption(papers[pk]) for pk in item.paper_ids if pk in papers),
            facts=tuple(told_rows.of_item(item)),
        )
        for item in case.items
    )


def _amount(item: ClaimItem) -> str:
    """In groups of three, as the language of the page writes it."""
    amount = item.told.get("amount")
    figures = number_format(amount, force_grouping=True) if amount else ""
    return " ".join(filter(None, (figures, item.told.get("currency"))))


def awards(case: CaseRead) -> tuple[told_rows.Block, ...]:
    """What a claimant was given or refused before."""
    shown = set(case.submission.authority)
    return tuple(
        told_rows.awards(case.awards, [paper for paper in case.evidence if paper.pk in shown])
    )


def state_of(submission: Submission) -> tuple[str, str]:
    """The state of a submission in words, and how it looks."""
    testimony, claim = getattr(submission, "testimony", None), getattr(submission, "claim", None)
    if testimony is not None:
        return str(Workflow(testimony.workflow).label), TAGS.get(testimony.workflow, "")
    if claim is not None:
        return str(ClaimState(claim.state).label), TAGS.get(claim.state, "")
    return "", ""


def person(mention: PersonMention, gazetteer: Gazetteer) -> PersonTold:
    return PersonTold(
        uuid=mention.uuid,
        role=mention.get_role_display(),
        spellings=tuple(
            Spelling(
                kind=name.get_type_display(),
                name=name.full,
                note=name.written.get("note", ""),
            )
            for name in mention.names.all()
        ),
        birth=FuzzyDate(mention.birth_edtf).in_words(),
        birth_place=mention.told.get("birth_place", ""),
        periods=tuple(_period(episode, gazetteer) for episode in mention.episodes.all()),
        facts=tuple(told_rows.of_person(mention)),
        more=tuple(told_rows.blocks(mention, gazetteer)),
    )


def told_of(persons: Iterable[PersonTold]) -> list[str]:
    """What kinds of periods are told of, each once."""
    return list(dict.fromkeys(str(told.kind) for each in persons for told in each.periods))


def paper(evidence: Evidence) -> PaperTold:
    files = {file.role: file for file in evidence.files.all()}
    original = files.get(FileRole.ORIGINAL)
    # What was found to be infected later has a copy, which nobody is handed.
    shown = {role: file for role, file in files.items() if file.scan == Scan.CLEAN}
    plays = _plays(shown.get(FileRole.ACCESS))
    return PaperTold(
        uuid=str(evidence.uuid),
        kind=evidence.get_kind_display(),
        caption=evidence.told.get("caption", ""),
        file_name=evidence.told.get("file_name", ""),
        received_at=evidence.received_at,
        is_removed=evidence.removed_at is not None,
        state=original.get_scan_display() if original else "",
        tag=TAGS[original.scan] if original else "wait",
        size=original.size if original else 0,
        type=original.detected_type if original else "",
        sha256=original.sha256 if original else "",
        is_infected=original is not None and original.scan == Scan.INFECTED,
        may_be_opened=evidence.removed_at is None and FileRole.ACCESS in shown,
        has_small=evidence.removed_at is None and FileRole.THUMBNAIL in shown,
        plays=plays,
        readers_missing=_readers_missing(evidence),
        as_it_came=evidence.as_it_came,
        is_unheard=bool(plays and getattr(evidence, "may_say_more", False)),
    )


def _readers_missing(evidence: Evidence) -> int:
    if not evidence.is_waiting:
        return 0
    return 2 if evidence.first_reader_id is None else 1


def papers(added: Iterable[Evidence]) -> list[PaperTold]:
    """In the order in which they came, the pages of each in the order of its sender."""
    together: dict[UUID, list[Evidence]] = {}
    for each in added:
        together.setdefault(each.document, []).append(each)
    return [
        replace(paper(each), page=number, pages=len(pages))
        for pages in together.values()
        for number, each in enumerate(sorted(pages, key=lambda page: page.page), 1)
    ]


def _plays(copy: StoredFile | None) -> str:
    family = copy.detected_type.partition("/")[0] if copy else ""
    return family if family in {"audio", "video"} else ""


def _caption(paper: Evidence) -> str:
    return f"{paper.get_kind_display()}: {paper.told.get('caption', '')}".rstrip(": ")


def _period(episode: RepressionEpisode, gazetteer: Gazetteer) -> PeriodTold:
    told = episode.told
    return PeriodTold(
        kind=episode.get_type_display(),
        start=FuzzyDate(episode.start_edtf).in_words(),
        start_proof=episode.get_start_proof_display(),
        end=FuzzyDate(episode.end_edtf).in_words(),
        end_proof=episode.get_end_proof_display(),
        origin=told.get("from", ""),
        destination=told.get("to", ""),
        narrative=told.get("narrative", ""),
        facts=tuple(told_rows.of_period(episode, gazetteer)),
    )
