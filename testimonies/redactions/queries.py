"""What is covered in a case, and what of it waits for somebody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime

from django.db.models import Exists, Max, OuterRef, Value
from django.db.models.functions import Coalesce, Greatest

from testimonies.models import Evidence, Redaction, StoredFile, Submission
from testimonies.models.evidence import FileRole, Scan
from testimonies.models.redaction import Covered
from testimonies.redactions import answers, passages
from testimonies.redactions.covering import Veil
from testimonies.redactions.passages import Place

PLAYED = frozenset({"audio", "video"})
NEVER = datetime(1, 1, 1, tzinfo=UTC)


def veil_over(case_id: int, *, also: Iterable[Redaction] = ()) -> Veil:
    """What two people have covered in the words of a case; `also` what is only proposed yet."""
    standing = Redaction.objects.standing().filter(submission__case=case_id, what=Covered.WORDS)
    return veil_of([*standing.select_related("submission__case"), *also])


def is_waiting(submission: Submission) -> bool:
    """Whether a redaction of its case is not decided, or not done. Then nothing of it leaves."""
    return Redaction.objects.open().filter(submission__case=submission.case_id).exists()


def changed_since(submission: Submission, at: datetime) -> bool:
    """Whether something of the case was covered, or uncovered, after that moment."""
    own = Redaction.objects.filter(submission__case=submission.case_id)
    return own.changed_after(at).exists()


def words_changed_at(case_id: int) -> datetime | None:
    """When two people last covered words of a case, or uncovered them."""
    words = Redaction.objects.filter(submission__case=case_id, what=Covered.WORDS)
    agreed = words.filter(approved_at__isnull=False)
    last: datetime | None = agreed.aggregate(last=Max(Greatest("approved_at", "lifted_at")))[
        "last"
    ]
    return last


def words_covered_at(case_id: int) -> datetime | None:
    """When the last of the words that are covered in a case now were."""
    standing = Redaction.objects.standing().filter(submission__case=case_id, what=Covered.WORDS)
    last: datetime | None = standing.aggregate(last=Max("approved_at"))["last"]
    return last


def covered_words_unheard() -> Exists:
    """Of a row of evidence: nobody has listened for what is covered in words since."""
    standing = Redaction.objects.standing().filter(what=Covered.WORDS)
    heard = Coalesce(OuterRef("heard_up_to"), Value(NEVER))
    return Exists(standing.filter(submission__case=OuterRef("case"), approved_at__gt=heard))


def is_unheard(paper: Evidence) -> bool:
    """Of a recording. SECURITY: its sound may say what is covered in words, and stays here."""
    return Evidence.objects.filter(covered_words_unheard(), pk=paper.pk).exists()


def file_that_leaves(paper: Evidence) -> StoredFile | None:
    """The covered copy where something of the paper is covered, and the clean copy elsewhere.

    None where there is none yet, or it is a sound in which nobody has listened for covered words:
    then nothing of this paper leaves.
    """
    role = FileRole.REDACTED if is_covered(paper) else FileRole.ACCESS
    copy = StoredFile.objects.filter(
        evidence=paper, role=role, scan=Scan.CLEAN, legal_hold=False
    ).first()
    if copy and is_played(copy) and is_unheard(paper):
        return None
    return copy


def is_played(copy: StoredFile) -> bool:
    return copy.detected_type.partition("/")[0] in PLAYED


def is_covered(paper: Evidence) -> bool:
    return paper.redactions.standing().exists()


def covered_papers(papers: Iterable[str]) -> set[str]:
    """Of these papers those of which no original leaves."""
    found = Redaction.objects.standing().filter(evidence__uuid__in=list(papers))
    return {str(uuid) for uuid in found.values_list("evidence__uuid", flat=True)}


def is_held(paper: Evidence) -> bool:
    """By law nothing of it is erased now, and a copy would be."""
    return paper.files.filter(legal_hold=True).exists()


def veil_of(redactions: Iterable[Redaction]) -> Veil:
    """Of redactions of words, each read with its submission."""
    places: dict[str, list[Place]] = defaultdict(list)
    words: list[str] = []
    told: dict[int, dict[str, str]] = {}
    for each in redactions:
        own = told.setdefault(each.submission_id, {}) or answers.words_of(each.submission)
        if answers.is_sealed(each.question) and each.question not in own:
            own |= answers.words_under_seal(each.submission)
        told[each.submission_id] = own
        answer = own.get(each.question)
        if answer is not None:
            places[answer].append(passages.still_there(answer, each.anchor))
        # SECURITY: what is not found in its place any more is covered wherever it stands.
        if answer is None or each.anchor["everywhere"]:
            words.append(each.anchor["words"])
    return Veil(places={text: tuple(found) for text, found in places.items()}, words=tuple(words))
