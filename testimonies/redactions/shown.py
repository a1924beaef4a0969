"""What the desk shows of redactions: the answers with what is covered marked, and each one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.models import Evidence, Redaction, Submission
from testimonies.models.evidence import FileRole, Scan
from testimonies.models.redaction import Covered, Stage
from testimonies.redactions import answers, parts, policies
from testimonies.redactions.passages import Place

TAGS = {
    Stage.PROPOSED: "wait",
    Stage.APPROVED: "wait",
    Stage.APPLIED: "good",
    Stage.LIFTED: "calm",
}


@dataclass(frozen=True)
class Piece:
    """Words of an answer that are covered, proposed, or neither."""

    words: str
    state: str = ""


@dataclass(frozen=True)
class Marked:
    question: str
    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Shown:
    """One redaction, and what this person can do about it."""

    redaction: Redaction
    tag: str
    where: str
    words: str = ""
    note: str = ""
    why_lifted: str = ""
    places: tuple[str, ...] = ()
    #: The first page of the paper on which something is covered.
    page: int = 1
    #: Its words are read once the seal is open; nobody agrees to what they have not read.
    is_under_seal: bool = False
    may_approve: bool = False
    may_lift: bool = False
    may_keep: bool = False
    may_try_again: bool = False


@dataclass(frozen=True)
class Paper:
    """A paper of which something can be covered."""

    uuid: UUID
    name: str
    covered: int


@dataclass(frozen=True)
class Box:
    """An area of one page, for drawing."""

    area: parts.Area
    state: str


def answers_of(submission: Submission) -> list[Marked]:
    standing = submission.redactions.filter(what=Covered.WORDS).exclude(state=Stage.LIFTED)
    by_question: dict[str, list[tuple[Place, str]]] = {}
    for each in standing.order_by("pk"):
        place = (each.anchor["start"], each.anchor["end"])
        by_question.setdefault(each.question, []).append((place, each.state))
    return [
        Marked(told.question, told.label, _pieces(told.words, by_question.get(told.question, ())))
        for told in answers.of(submission)
    ]


def redactions_of(submission: Submission, user: User) -> list[Shown]:
    """What waits first, then what is covered, then what ended."""
    labels = {told.question: told.label for told in answers.of(submission)}
    own = submission.redactions.select_related(
        "evidence", "proposed_by", "approved_by", "lift_asked_by", "lifted_by"
    )
    order = list(Stage)
    seen = [each for each in own if policies.may_see(user, each)]
    found = sorted(seen, key=lambda each: (order.index(Stage(each.state)), each.pk))
    is_sealed = any(answers.is_sealed(each.question) for each in found)
    is_open = is_sealed and policies.has_opened(user, submission)
    return [_shown(each, user, labels, is_open=is_open) for each in found]


def is_hidden_work(submission: Submission, user: User) -> bool:
    """Something is open that others have to decide, and that this person is not shown."""
    waiting = submission.redactions.open()
    return any(not policies.may_see(user, each) for each in waiting)


def papers_of(submission: Submission) -> list[Paper]:
    found = submission.evidence.of_the_matter().prefetch_related("files", "redactions")
    papers = []
    for paper in found.order_by("received_at", "id"):
        files = {file.role for file in paper.files.all() if file.scan == Scan.CLEAN}
        if FileRole.ACCESS in files:
            standing = [each for each in paper.redactions.all() if each.state != Stage.LIFTED]
            papers.append(
                Paper(
                    uuid=paper.uuid,
                    name=name_of(paper),
                    covered=sum(len(each.anchor[each.what]) for each in standing),
                )
            )
    return papers


def boxes_on(paper: Evidence, page: int) -> list[Box]:
    standing = paper.redactions.filter(what=Covered.AREAS).exclude(state=Stage.LIFTED)
    return [
        Box(area, each.state)
        for each in standing.order_by("pk")
        for area in parts.areas(each.anchor["areas"])
        if area.page == page
    ]


def name_of(paper: Evidence) -> str:
    caption = str((paper.told or {}).get("caption") or "")
    return f"{paper.get_kind_display()}: {caption}" if caption else str(paper.get_kind_display())


def _shown(each: Redaction, user: User, labels: dict[str, str], *, is_open: bool) -> Shown:
    may = policies.may_cover(user)
    asked = each.lift_asked_by_id if each.state != Stage.LIFTED else None
    is_readable = is_open or not answers.is_sealed(each.question)
    is_there = each.state != Stage.LIFTED
    return Shown(
        redaction=each,
        tag=TAGS[Stage(each.state)],
        where=_where(each, labels),
        words=each.anchor.get("words", "") if is_readable else "",
        note=each.anchor.get("note", "") if is_readable else "",
        why_lifted=(each.lift_reason or {}).get("words", ""),
        places=tuple(_places(each)),
        page=min((area["page"] for area in each.anchor.get("areas", ())), default=1),
        is_under_seal=not is_readable,
        may_approve=is_readable
        and each.state == Stage.PROPOSED
        and policies.may_approve(user, each),
        may_lift=may and is_readable and is_there and asked != user.pk,
        may_keep=may and is_readable and asked is not None,
        may_try_again=may and each.is_stuck,
    )


def _where(each: Redaction, labels: dict[str, str]) -> str:
    if each.evidence:
        return name_of(each.evidence)
    return _("Under seal") if answers.is_sealed(each.question) else labels.get(each.question, "")


def _places(each: Redaction) -> Iterable[str]:
    for area in parts.areas(each.anchor.get("areas", ())):
        sides = (area.x, area.y, area.width, area.height)
        left, top, width, height = (f"{number_format(side * 100, 1)} %" for side in sides)
        yield _("page %(page)s: %(left)s from the left, %(top)s from the top, %(size)s large") % {
            "page": area.page,
            "left": left,
            "top": top,
            "size": f"{width} × {height}",
        }
    for stretch in parts.stretches(each.anchor.get("times", ())):
        sense = parts.Sense(stretch.sense).label
        yield f"{clock(stretch.start)} – {clock(stretch.end)} ({sense})"


def clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    told = f"{rest:04.1f}".removesuffix(".0")
    return f"{hours}:{minutes:02}:{told}" if hours else f"{minutes}:{told}"


def _pieces(text: str, marks: Iterable[tuple[Place, str]]) -> tuple[Piece, ...]:
    """Cut where a mark begins or ends; where two meet, what is covered counts."""
    known = list(marks)
    edges = sorted({0, len(text), *(edge for (start, end), _s in known for edge in (start, end))})
    return tuple(Piece(text[start:end], _state_at(start, known)) for start, end in pairwise(edges))


def _state_at(at: int, marks: Iterable[tuple[Place, str]]) -> str:
    states = {state for (start, end), state in marks if start <= at < end}
    return Stage.APPLIED if Stage.APPLIED in states else next(iter(states), "")
