"""Everything that the screen of one submission shows, read once and handed down.

However much there is of each, the number of statements is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    F,
    Func,
    JSONField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    prefetch_related_objects,
)
from django.http import Http404

from accounts.models import User
from testimonies.models import (
    Assessment,
    Claim,
    ClaimItem,
    ConsentRecord,
    CustodyEvent,
    EarlierAward,
    Evidence,
    Flag,
    Institution,
    Message,
    PersonMention,
    Recording,
    Redaction,
    RepressionEpisode,
    RouteLeg,
    SealedAnswers,
    Submission,
    Transcription,
)
from testimonies.models.claim import Head
from testimonies.privacy import queries as privacy
from testimonies.privacy.queries import Circumstances
from testimonies.redactions.queries import covered_words_unheard
from testimonies.review.absence import queries as absences

NEWEST_LINES = 200
#: Read with it in one statement.
BESIDE = (
    "case__submitter", "testimony__first_reader", "testimony__second_reader", "claim",
    "questionnaire", "entered_by", "queued__assignee", "open_decision",
)  # fmt: skip
SCHEMA = Func(
    F("questionnaire__schema"),
    F("language"),
    template="(%(expressions)s)",
    arg_joiner=" -> ",
    output_field=JSONField(),
)


@dataclass(frozen=True)
class CaseRead:
    """One submission and what belongs to it, for one reader."""

    #: With `circumstances`, `open_flags`, `seals`, `schema`, `away_until` beside its columns.
    submission: Any
    consent: ConsentRecord | None
    #: Of the whole case, those that were lifted too.
    redactions: tuple[Redaction, ...]
    thread: tuple[Message, ...]
    #: Of the whole case, each with its files.
    evidence: tuple[Evidence, ...]
    mentions: tuple[PersonMention, ...]
    #: Of a claim, but for what is under seal; each with `paper_ids`.
    items: tuple[Any, ...]
    awards: tuple[EarlierAward, ...]
    assessments: tuple[Assessment, ...]
    institutions: tuple[Institution, ...]
    #: From the same hand, or telling the same; `why` says which.
    relatives: tuple[Any, ...]

    @property
    def circumstances(self) -> Circumstances:
        return Circumstances.beside(self.submission)

    @property
    def papers(self) -> list[Evidence]:
        """What was added to it, and what its claim points to from elsewhere in the case."""
        named = {paper for item in self.items for paper in item.paper_ids}
        return [
            paper
            for paper in self.evidence
            if paper.submission_id == self.submission.pk or paper.pk in named
        ]

    def relatives_that(self, why: str) -> list[Any]:
        return [each for each in self.relatives if each.why == why]

    @property
    def own_redactions(self) -> list[Redaction]:
        return [each for each in self.redactions if each.submission_id == self.submission.pk]


def submission_of(reference: str, reader: User) -> Submission:
    """404 where they may not see it."""
    flags = Flag.objects.open().filter(submission=OuterRef("pk"))
    typed = Transcription.objects.filter(draft=OuterRef("draft"), draft__isnull=False)
    seals = SealedAnswers.objects.filter(submission=OuterRef("pk"))
    away = absences.away_today().filter(user=OuterRef("queued__assignee"))
    recordings = Recording.objects.filter(evidence__submission=OuterRef("pk"))
    papers = Claim.authority_papers.through.objects.filter(claim__submission=OuterRef("pk"))
    found = (
        Submission.objects.visible_to(reader)
        .select_related(*BESIDE)
        .defer("questionnaire__schema", "open_decision__before")
        .annotate(
            **privacy.IN_THE_WAY,
            open_flags=ArraySubquery(flags.values("pk")),
            seals=ArraySubquery(seals.values("uuid")),
            recordings=ArraySubquery(recordings.values("uuid")),
            transcriptions=ArraySubquery(typed.values("uuid")),
            away_until=ArraySubquery(away.values("last_on")),
            authority=ArraySubquery(papers.values("evidence")),
            schema=SCHEMA,
        )
    )
    submission = found.filter(reference=reference).first()
    if submission is None:
        raise Http404
    return submission


def read(submission: Any, reader: User) -> CaseRead:
    own = ConsentRecord.objects.current().filter(submission=submission)
    papers = Evidence.objects.annotate(may_say_more=covered_words_unheard())
    papers = papers.prefetch_related("files").order_by("received_at", "id")
    prefetch_related_objects([submission.case], Prefetch("evidence", papers))
    said = submission.case.messages.select_related("by", "submission").order_by("at", "id")
    claim = getattr(submission, "claim", None)
    if claim:  # whoever looks for what may be claimed twice finds them there
        awards = Prefetch("awards", EarlierAward.objects.order_by("id"))
        prefetch_related_objects([claim], Prefetch("items", _items()), awards)
    return CaseRead(
        submission=submission,
        consent=own.select_related("supersedes").first(),
        redactions=_redactions(submission),
        thread=tuple(said),
        evidence=tuple(submission.case.evidence.all()),
        mentions=tuple(with_what_is_told(submission.mentions.all())),
        items=tuple(claim.items.all()) if claim else (),
        awards=tuple(claim.awards.all()) if claim else (),
        assessments=tuple(_assessments(claim)) if claim and claim.recorded_at else (),
        institutions=tuple(Institution.objects.all()),
        relatives=tuple(_relatives(submission, reader)),
    )


def lines_of(case: CaseRead) -> list[CustodyEvent]:
    """The newest lines of custody of a submission, its case and what belongs to it."""
    submission = case.submission
    belongs = Q(subject_kind="submission", subject=submission.reference)
    belongs |= Q(subject_kind="case", subject=str(submission.case.uuid))
    for kind, names in (
        ("evidence", [paper.uuid for paper in case.papers]),
        ("redaction", [each.uuid for each in case.own_redactions]),
        ("recording", submission.recordings),
        ("sealedanswers", submission.seals),
        ("transcription", submission.transcriptions),
    ):
        if names:
            belongs |= Q(subject_kind=kind, subject__in=[str(name) for name in names])
    for kind in ("testimony", "claim"):
        if thing := getattr(submission, kind, None):
            belongs |= Q(subject_kind=kind, subject=thing.reference)
    events = CustodyEvent.objects.filter(belongs).select_related("by").order_by("-id")
    return list(events[:NEWEST_LINES])


def _items() -> QuerySet[Any]:
    told = ClaimItem.objects.exclude(head=Head.SEXUAL_VIOLENCE).select_related(
        "episode__operation"
    )
    papers = ClaimItem.evidence.through.objects.filter(claimitem=OuterRef("pk"))
    return told.annotate(paper_ids=ArraySubquery(papers.values("evidence"))).order_by("id")


def _assessments(claim: Claim) -> QuerySet[Assessment]:
    """What its assessors have said of it since it was recorded last."""
    by = [claim.first_assessor_id, claim.second_assessor_id]
    since = claim.assessments.filter(by__in=by, at__gte=claim.recorded_at)
    return since.select_related("by").order_by("at", "id")


def with_what_is_told(mentions: QuerySet[PersonMention]) -> QuerySet[PersonMention]:
    """Each with its names, periods, ways, losses and relations, in six statements."""
    return mentions.prefetch_related(
        "names",
        Prefetch("episodes", RepressionEpisode.objects.select_related("operation")),
        Prefetch("legs", RouteLeg.objects.select_related("episode")),
        "property",
        "relationships",
    ).order_by("id")


def _redactions(submission: Submission) -> tuple[Redaction, ...]:
    found = list(Redaction.objects.filter(submission__case=submission.case_id).order_by("id"))
    for each in found:
        if each.submission_id == submission.pk:
            each.submission = submission  # its answers were read already
    others = [each for each in found if each.submission_id != submission.pk]
    prefetch_related_objects(others, "submission__case")
    return tuple(found)


def _relatives(submission: Submission, reader: User) -> QuerySet[Any]:
    """Three ways to belong together, each by its own index."""
    shown = ("reference", "kind", "case")  # a sibling without its case would be asked for it
    seen = Submission.objects.visible_to(reader).only(*shown).order_by()
    siblings = submission.case.submissions.exclude(pk=submission.pk).only(*shown)
    return (
        siblings.annotate(why=Value("sibling"))
        .union(
            seen.filter(duplicates__submission=submission).annotate(why=Value("first")),
            seen.filter(testimony__duplicate_of=submission).annotate(why=Value("again")),
            all=True,
        )
        .order_by("id")
    )
