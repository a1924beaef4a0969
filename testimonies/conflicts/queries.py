"""From what somebody of the staff keeps away, by the names that other rows have for it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.models import User
from testimonies.models import (
    Case,
    Claim,
    ConflictOfInterest,
    CustodyEvent,
    DataRequest,
    Draft,
    Evidence,
    Person,
    Recording,
    Redaction,
    SealedAnswers,
    Submission,
    Testimony,
    Transcription,
    Upload,
)


def named(user: User) -> list[str]:
    own = ConflictOfInterest.objects.open().filter(user=user).order_by("pk")
    return list(dict.fromkeys(own.values_list("named", flat=True)))


def without_conflict(events: QuerySet[CustodyEvent], user: User) -> QuerySet[CustodyEvent]:
    """Few keep away from anything, and then from little: so its names are looked up first."""
    if not named(user):
        return events
    cases = Case.objects.filter(pk__in=_cases(user))
    people = ConflictOfInterest.objects.hidden_people(user)
    away = Q(subject_kind="case", subject__in=[str(each.uuid) for each in cases])
    for kind, ours in (
        ("submission", Submission.objects.filter(case__in=cases)),
        ("testimony", Testimony.objects.filter(submission__case__in=cases)),
        ("claim", Claim.objects.filter(submission__case__in=cases)),
        ("person", Person.objects.filter(pk__in=people)),
    ):
        references = list(ours.values_list("reference", flat=True))
        away |= Q(subject_kind=kind, subject__in=references)
    asked = DataRequest.objects.filter(case__in=cases).values_list("reference", flat=True)
    away |= Q(subject_kind="datarequest", subject__in=list(asked))
    for kind, told in (
        ("draft", Draft.objects.filter(case__in=cases)),
        ("evidence", Evidence.objects.filter(case__in=cases)),
        ("recording", Recording.objects.filter(evidence__case__in=cases)),
        ("redaction", Redaction.objects.filter(submission__case__in=cases)),
        ("sealedanswers", SealedAnswers.objects.filter(submission__case__in=cases)),
        ("transcription", Transcription.objects.filter(draft__case__in=cases)),
        ("upload", Upload.objects.filter(case__in=cases)),
    ):
        uuids = told.values_list("uuid", flat=True)
        away |= Q(subject_kind=kind, subject__in=[str(each) for each in uuids])
    return events.exclude(away)


def _cases(user: User) -> set[int]:
    found = ConflictOfInterest.objects.hidden_cases(user)
    return {pk for each in found for row in each for pk in row.values()}
