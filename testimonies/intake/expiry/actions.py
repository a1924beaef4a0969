"""Drafts that nobody comes back to: warned of, sealed after 180 days, erased 90 days later."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import now

from testimonies.correspondence.posting import actions as on_paper
from testimonies.correspondence.posting import queries as posting
from testimonies.custody import log as custody
from testimonies.evidence import keeping
from testimonies.intake.drafts import queries as drafts
from testimonies.intake.pausing import links
from testimonies.letters import actions as letters
from testimonies.letters.queries import address_of
from testimonies.models import (
    Case,
    DataRequest,
    Draft,
    Evidence,
    Restraint,
    StoredFile,
    Submitter,
)
from testimonies.models.restraint import Restrains
from testimonies.restraints import queries as restraints

#: Days before expiry at which somebody whose e-mail address we know hears of it.
WARNINGS = (30, 7)
SEALED_FOR = timedelta(days=90)
BATCH = 200


def sweep() -> None:
    """Everything that time does to drafts. Idempotent."""
    warn()
    seal()
    erase()


def warn() -> int:
    """Queue the warnings that are due. Returns how many."""
    warned = 0
    # The last one first: who missed the first, because nobody swept, hears of it once.
    for number, days in reversed(list(enumerate(WARNINGS, start=1))):
        due = (
            Draft.objects.unfinished()
            .of_holder()
            .exclude(_held())
            .filter(warned__lt=number, expires_at__lte=now() + timedelta(days=days))
        )
        for pk in list(due.values_list("pk", flat=True)[:BATCH]):
            warned += _warn(pk, number)
    return warned


def seal() -> int:
    """From here on the return code opens these drafts no more. Returns how many."""
    due = Draft.objects.unfinished().exclude(_held()).filter(expires_at__lte=now())
    return sum(_seal(pk) for pk in list(due.values_list("pk", flat=True)[:BATCH]))


def erase() -> int:
    """Delete what was sealed long enough ago, papers first. Returns how many drafts."""
    long_ago = now() - SEALED_FOR
    due = Draft.objects.exclude(_held()).exclude(_asked()).filter(sealed_at__lte=long_ago)
    return sum(_erase(pk) for pk in list(due.values_list("pk", flat=True)[:BATCH]))


def _held() -> Exists:
    """Of a case on legal hold nothing expires."""
    return Exists(Restraint.objects.holds().filter(case=OuterRef("case")))


def _asked() -> Exists:
    """Somebody has asked about their data, and is answered first."""
    return Exists(DataRequest.objects.to_answer().filter(case=OuterRef("case")))


@transaction.atomic
def _warn(draft_id: int, number: int) -> int:
    draft = Draft.objects.lock(draft_id)
    if draft.warned >= number or draft.submitted_at or draft.sealed_at:
        return 0
    if restraints.is_suspended(draft.case):
        return 0  # SECURITY: another may read the letters; it goes once the suspension is ended
    draft.warned = number
    draft.save(update_fields=["warned"])
    address = _address_of(draft)
    if not address:
        return _warn_on_paper(draft, number)
    letters.queue(
        "draft_expires",
        to=address,
        language=draft.case.language,
        day=drafts.last_day(draft, draft.case.language),
        token=links.token_of(draft) if draft.email else "",
    )
    custody.record("draft.warned", draft, number=number)
    return 1


def _warn_on_paper(draft: Draft, number: int) -> int:
    """Whoever handed something in before, and gets letters by post."""
    submission = draft.case.submissions.order_by("-pk").first()
    if submission is None or not posting.is_posted_to(draft.case):
        return 0
    on_paper.write(submission, posting.EXPIRES)
    custody.record("draft.warned", draft, number=number)
    return 1


def _address_of(draft: Draft) -> str:
    """What was left at a pause; else where whoever has the case is written to, if it is safe.

    What was typed on the page of contact counts only until the case has an address: after that
    the page is asked no more, and another may have the case.
    """
    if draft.email:
        return str(draft.email["address"])
    if submitter := Submitter.objects.filter(case=draft.case).first():
        return address_of(submitter)
    typed = draft.answers.get("contact", {})
    if typed.get("safe") != ["yes"] or typed.get("preference") != ["email"]:
        return ""
    address = str((typed.get("email") or [""])[0])
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


@transaction.atomic
def _seal(draft_id: int) -> int:
    draft = Draft.objects.lock(draft_id)
    if draft.submitted_at or draft.sealed_at or draft.expires_at > now():
        return 0  # somebody came back in this very moment
    draft.sealed_at = now()
    draft.save(update_fields=["sealed_at"])
    custody.record("draft.sealed", draft)
    return 1


def _erase(draft_id: int) -> int:
    draft = Draft.objects.select_related("case").get(pk=draft_id)
    papers = _papers_left_behind(draft)
    if Restrains.LEGAL_HOLD in restraints.kinds(draft.case_id):
        return 0
    if StoredFile.objects.filter(evidence__in=papers, legal_hold=True).exists():
        return 0
    for path in StoredFile.objects.filter(evidence__in=papers).values_list("path", flat=True):
        keeping.forget(path)  # first: a row without a file is found again, not the reverse
    _delete_rows(draft.pk)
    return 1


@transaction.atomic
def _delete_rows(draft_id: int) -> None:
    draft = Draft.objects.lock(draft_id)
    case = draft.case
    custody.record("draft.erased", draft)
    papers = _papers_left_behind(draft)
    StoredFile.objects.filter(evidence__in=papers).delete()
    Evidence.objects.filter(pk__in=[paper.pk for paper in papers]).delete()
    draft.delete()
    if not _is_in_use(case):
        case.messages.all().delete()  # without anything handed in, nobody can open them any more
        _let_go_of_what_was_asked(case)
        Submitter.objects.filter(case=case).delete()  # of a case that was only given over
        case.delete()


def _let_go_of_what_was_asked(case: Case) -> None:
    """Of each request about data that it was, and how it ended, stays."""
    for request in case.data_requests.all():
        request.case, request.told, request.answer = None, {}, None
        request.save(update_fields=["case", "told", "answer"])


def _papers_left_behind(draft: Draft) -> list[Evidence]:
    """Papers that were added to the draft and handed in with nothing.

    Those that name no draft go with the last one of a case in which nothing was handed in: else
    they may have been added since, to what was.
    """
    case, left = draft.case, draft.case.evidence.filter(submission=None)
    if case.submissions.exists() or case.drafts.exclude(pk=draft.pk).exists():
        left = left.filter(draft=draft)
    return list(left)


def _is_in_use(case: Case) -> bool:
    return (
        case.drafts.exists()
        or case.submissions.exists()
        or case.evidence.exists()
        or case.data_requests.to_answer().exists()
        or case.restraints.exists()
    )
