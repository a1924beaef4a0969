"""Everything that we hold about one case, for whoever holds its return code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from testimonies.correspondence.requests.answers import queries as answers
from testimonies.data_requests import queries as data_requests
from testimonies.intake import answered, questions
from testimonies.intake.answered import Answered
from testimonies.intake.consent import queries as consent
from testimonies.intake.consent.queries import Earlier
from testimonies.intake.everything import wording
from testimonies.intake.handing_over import queries as hands
from testimonies.intake.inbox import queries as inbox
from testimonies.intake.inbox import states
from testimonies.intake.inbox.states import StateInWords
from testimonies.intake.papers import queries as papers
from testimonies.models import (
    ArchiveRequest,
    Call,
    Case,
    CustodyEvent,
    DataRequest,
    Draft,
    IdentityAssertion,
    Message,
    PaperLetter,
    Recording,
    Reminder,
    SealedAnswers,
    StoredFile,
    Submission,
    Submitter,
)
from testimonies.models.evidence import FileRole, Scan
from testimonies.models.paper_letter import LAST
from testimonies.privacy import whereabouts
from testimonies.privacy.whereabouts import Passage
from testimonies.recordings import records as recordings

SEALED_PAGES = frozenset(page.key for page in questions.TESTIMONY.pages if page.is_sealed)
UNFIT = re.compile(r"[^\w.()-]+")
LONGEST = 80
#: Before anybody could have called us, which may be before there was a case.
EVER = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Identity:
    """What was said of somebody in it: whether another source tells of the same person.

    Nothing of that other source, which somebody else has told.
    """

    name: str
    verdict: IdentityAssertion
    who: str


@dataclass(frozen=True)
class HandedIn:
    submission: Submission
    #: As they were typed; of whoever had the case before without how they were reached.
    answers: dict[str, Any]
    #: What was told under seal, where it is asked for by whoever told it.
    sealed: SealedAnswers | None
    state: StateInWords
    answered: tuple[Answered, ...]
    under_seal: tuple[Answered, ...]
    consents: tuple[Earlier, ...]
    identities: tuple[Identity, ...]
    passages: tuple[Passage, ...]

    @property
    def receipt_name(self) -> str:
        return f"receipts/{self.submission.reference}.pdf"


@dataclass(frozen=True)
class Kept:
    """A file as it came, and its name in what is handed out; infected ones stay with us."""

    file: StoredFile
    name: str
    caption: str
    #: What is written down of a recording, in each version; None where nothing is.
    said: dict[str, Any] | None = None

    @property
    def is_infected(self) -> bool:
        return self.file.scan == Scan.INFECTED


@dataclass(frozen=True)
class Line:
    at: datetime
    event: str
    words: str
    who: str


@dataclass(frozen=True)
class Everything:
    case: Case
    submitter: Submitter | None
    handed_in: tuple[HandedIn, ...]
    drafts: tuple[Draft, ...]
    messages: tuple[Message, ...]
    files: tuple[Kept, ...]
    requests: tuple[DataRequest, ...]
    #: With the submitter. What others said on the telephone is theirs: of that only how many.
    calls: tuple[Call, ...]
    calls_with_others: int
    #: Letters to the submitter by post, and reminders of questions.
    on_paper: tuple[PaperLetter, ...]
    reminders: tuple[Reminder, ...]
    #: What we wrote to archives in its name, and what they answered.
    outward: tuple[ArchiveRequest, ...]
    lines: tuple[Line, ...]
    with_sealed: bool


def of(case: Case, *, with_sealed: bool) -> Everything:
    submissions = inbox.submissions_of(case)
    began = hands.since(case) or EVER
    calls = Call.objects.filter(submission__case=case, called_at__gte=began)
    calls = calls.order_by("called_at", "pk")
    return Everything(
        case=case,
        submitter=Submitter.objects.filter(case=case).first(),
        handed_in=tuple(_handed_in(each, began, with_sealed=with_sealed) for each in submissions),
        drafts=tuple(_begun(case, began)),
        messages=tuple(hands.thread_of(case)),
        files=tuple(_files(case)),
        requests=tuple(data_requests.of_holder(case).order_by("pk")),
        calls=tuple(calls.filter(with_submitter=True).select_related("corrects")),
        calls_with_others=calls.filter(with_submitter=False).count(),
        on_paper=tuple(_on_paper(case, began)),
        reminders=tuple(_reminders(case, began)),
        outward=tuple(_outward(case)),
        lines=tuple(_lines(case, submissions)),
        with_sealed=with_sealed,
    )


def _on_paper(case: Case, began: datetime) -> QuerySet[PaperLetter]:
    """Those to archives stand with what was written to archives."""
    own = PaperLetter.objects.filter(submission__case=case, request=None, written_at__gte=began)
    own = own.exclude(kind__in=LAST).select_related("submission")
    return own.order_by("written_at", "pk")


def _reminders(case: Case, began: datetime) -> QuerySet[Reminder]:
    own = Reminder.objects.filter(submission__case=case, at__gte=began)
    return own.select_related("submission").order_by("at", "pk")


def _outward(case: Case) -> QuerySet[ArchiveRequest]:
    own = ArchiveRequest.objects.filter(submission__case=case).order_by("pk")
    return own.prefetch_related(Prefetch("answers", answers.in_order()))


def has_sealed(case: Case) -> bool:
    """Whether the holder of now has told anything under seal, handed in or not."""
    began = hands.since(case) or EVER
    told = SealedAnswers.objects.filter(submission__case=case)
    if told.filter(submission__submitted_at__gte=began).exists():
        return True
    return any(SEALED_PAGES & draft.answers.keys() for draft in _begun(case, began))


def answers_of(draft: Draft, *, with_sealed: bool) -> dict[str, Any]:
    left_out = frozenset() if with_sealed else SEALED_PAGES
    return {page: typed for page, typed in draft.answers.items() if page not in left_out}


def sealed_of(submission: Submission) -> SealedAnswers | None:
    return SealedAnswers.objects.filter(submission=submission).first()


def _begun(case: Case, began: datetime) -> Iterator[Draft]:
    for draft in case.drafts.unfinished().order_by("id"):
        draft.answers = _theirs(draft.answers, draft.created_at, began)
        yield draft


def _theirs(answers: dict[str, Any], at: datetime, began: datetime) -> dict[str, Any]:
    """SECURITY: how whoever had the case before was reached is told to nobody after them.

    Nor what they told under seal: they were promised that one person of the association reads it.
    """
    left_out = answered.APART | SEALED_PAGES if at < began else frozenset()
    return {page: typed for page, typed in answers.items() if page not in left_out}


def _handed_in(submission: Submission, began: datetime, *, with_sealed: bool) -> HandedIn:
    is_own = submission.submitted_at >= began
    sealed = sealed_of(submission) if with_sealed and is_own else None
    return HandedIn(
        submission=submission,
        answers=_theirs(submission.answers, submission.submitted_at, began),
        sealed=sealed,
        state=states.of(submission),
        answered=tuple(answered.of(submission)),
        under_seal=tuple(answered.under_seal(sealed)) if sealed else (),
        consents=tuple(consent.earlier(submission)),
        identities=tuple(_identities(submission)),
        passages=tuple(whereabouts.of(submission)),
    )


def _identities(submission: Submission) -> Iterator[Identity]:
    """The first source of a person was compared with nothing; those after it were, with it."""
    said = IdentityAssertion.objects.select_related("by", "mention", "person")
    own = list(said.filter(mention__submission=submission).prefetch_related("mention__names"))
    first_of = {each.person_id: each for each in own if each.begins_a_person}
    later = said.filter(person__in=first_of).exclude(mention__submission=submission)
    compared = [(each, each) for each in own if not each.begins_a_person]
    compared += [(first_of[each.person_id], each) for each in later if not each.begins_a_person]
    for about, verdict in sorted(compared, key=lambda each: each[1].pk):
        names = [name.full for name in about.mention.names.all()]
        yield Identity(next(iter(names), ""), verdict, wording.role_of(verdict.by))


def _files(case: Case) -> Iterator[Kept]:
    originals = StoredFile.objects.filter(
        evidence__case=case, evidence__removed_at=None, role=FileRole.ORIGINAL
    )
    found = originals.select_related("evidence").order_by(
        "evidence__received_at", "evidence__document", "evidence__page"
    )
    for number, file in enumerate(found, start=1):
        told = UNFIT.sub("-", file.evidence.told.get("file_name") or "")[-LONGEST:].strip("-.")
        name = f"files/{number:03d}-{told or file.evidence.kind}"
        said = recordings.of_paper(file.evidence, beside=name)
        yield Kept(file, name, papers.name_of(file.evidence), said)


def _lines(case: Case, submissions: list[Submission]) -> Iterator[Line]:
    """Who did what with it, and who looked, the oldest first; of staff only the role.

    SECURITY: of what the one before wrote, asked and was written, not even that it was so.
    """
    began = hands.since(case)
    belongs = Q(subject_kind="case", subject=str(case.uuid))
    drafts = [str(uuid) for uuid in case.drafts.values_list("uuid", flat=True)]
    belongs |= Q(subject_kind="draft", subject__in=drafts)
    evidence = [str(uuid) for uuid in case.evidence.values_list("uuid", flat=True)]
    belongs |= Q(subject_kind="evidence", subject__in=evidence)
    written = Recording.objects.filter(evidence__case=case).values_list("uuid", flat=True)
    belongs |= Q(subject_kind="recording", subject__in=[str(uuid) for uuid in written])
    sealed = SealedAnswers.objects.filter(submission__in=submissions)
    keys = [str(uuid) for uuid in sealed.values_list("uuid", flat=True)]
    belongs |= Q(subject_kind="sealedanswers", subject__in=keys)
    for submission in submissions:
        belongs |= Q(subject_kind="submission", subject=submission.reference)
        for kind in ("testimony", "claim"):
            if thing := getattr(submission, kind, None):
                belongs |= Q(subject_kind=kind, subject=thing.reference)
    events = CustodyEvent.objects.filter(belongs).select_related("by").order_by("id")
    for event in events.iterator(chunk_size=500):
        if began and hands.stays_with_one_before(event, began):
            continue
        words = wording.of(event, is_theirs=event.at >= (began or EVER))
        yield Line(event.at, event.event, words, wording.who(event))
