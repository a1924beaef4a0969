"""A case goes into other hands: given over by its holder, or by the staff after a death."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.files import File
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from testimonies.correspondence.posting.leaving import actions as leaving
from testimonies.custody import log as custody
from testimonies.data_requests.passing_on import actions as passing_on
from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.evidence.actions import About
from testimonies.intake import return_code
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.handing_over import policies
from testimonies.letters import actions as letters
from testimonies.letters.queries import address_for_now
from testimonies.models import (
    Case,
    CustodyEvent,
    Evidence,
    Holder,
    StoredFile,
    Submission,
    Submitter,
)
from testimonies.models.case import new_handle
from testimonies.models.consent import Embargo
from testimonies.models.custody import Actor
from testimonies.models.evidence import EvidenceKind
from testimonies.models.holder import CameBy
from testimonies.review.messages import actions as messages

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User


@dataclass(frozen=True)
class Heir:
    """Who takes a case over, and what they are to the person."""

    name: str
    standing: str
    relation: str = ""
    authority: str = ""
    preference: str = ""
    is_safe: bool = False
    #: {"email", "phone", "address", "through"}
    contact: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def prepare(case_id: int, heir: Heir) -> str:
    """The holder names who takes over. Returns the new code; the old one works until it is given.

    Named twice, the later counts, with a code of its own.
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    case.holders.prepared().delete()
    code = return_code.new()
    named = _named(case, heir)
    named.came_by, named.code_key = CameBy.HANDED_OVER, return_code.key(code)
    named.save()
    custody.record("case.heir_named", case, actor=Actor.SUBMITTER, standing=heir.standing)
    return code


@transaction.atomic
def hand_over(case_id: int, code: str) -> Case:
    """The holder gives it over. From now on only the new code opens it, and no browser holds it.

    `code` is the one that was shown: whoever has not seen it would give it to nobody.
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    named = case.holders.prepared().first()
    if named is None or bytes(named.code_key) != return_code.key(code):
        raise Refusal(_("Say once more to whom you hand it over: the new code must be seen."))
    # Whoever had the code and was not the holder is found out.
    if address := address_for_now(case):
        letters.queue("case_changed", to=address, language=case.language)
    else:
        leaving.write(case, "case_handed_over", leaving.where_to(case))
    return _pass_on(case, named, by=None)


@transaction.atomic
def hand_over_after_death(
    case_id: int, heir: Heir, *, document: UUID, reason: str, by: User
) -> str:
    """The holder has died, and somebody has shown papers. Returns the new code, kept nowhere.

    Sent once more, nobody has died again: the code of the last letter is the one that counts,
    until somebody has come back with one.
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    shown = Evidence.objects.filter(case=case, uuid=document, removed_at=None).first()
    if shown is None:
        raise Refusal(_("Choose the paper that shows it, and add it to the case before."))

    named = _named(case, heir)
    named.came_by, named.document, named.by = CameBy.DIED, shown, by
    if _has_it_already(named):
        _must_be_unused(case)
        return drafts.renew_code(case_id, by=by)
    case.holders.prepared().delete()  # what somebody wanted who can no longer say so
    code = return_code.new()
    named.code_key = return_code.key(code)
    named.save()
    custody.record("case.holder_died", case, by=by, document=str(shown.uuid), reason=reason)
    _pass_on(case, named, by=by)
    _tell_readers(case, by=by)
    return code


def add_paper(submission_id: int, upload: File[bytes], *, by: User) -> StoredFile:
    """Keep a scan of what was shown at the desk or came by post. It is sent and shown nowhere."""
    case_id = Submission.objects.get(pk=submission_id).case_id
    about = About(EvidenceKind.CIVIL_RECORD, by=by, as_it_came=True)
    original = evidence.receive_about(case_id, upload, about)
    _put_with_it(original.evidence_id, submission_id)
    return original


@transaction.atomic
def _put_with_it(evidence_id: int, submission_id: int) -> None:
    """What the holder has sent and not handed in, the same file or not, stays theirs."""
    paper = Evidence.objects.lock(evidence_id)
    if paper.as_it_came and paper.submission_id is None:
        paper.submission_id = submission_id
        paper.save(update_fields=["submission"])


def _has_it_already(named: Holder) -> bool:
    """The same was said of the same person before: the form was sent twice."""
    now_holds = named.case.holders.current().first()
    said = ("came_by", "standing", "authority", "document", "told", "by")
    return now_holds is not None and all(
        getattr(now_holds, each) == getattr(named, each) for each in said
    )


def _must_be_unused(case: Case) -> None:
    """A page with a letter that is loaded again, days later, shuts nobody out."""
    lines = CustodyEvent.objects.filter(subject_kind="case", subject=str(case.uuid))
    last = lines.filter(event__in=("case.handed_over", "case.opened")).order_by("-pk").first()
    if last is not None and last.event == "case.opened":
        raise Refusal(_("The return code has been used, so somebody has it. It is not replaced."))


def _named(case: Case, heir: Heir) -> Holder:
    told = {
        "name": heir.name,
        "relation": heir.relation,
        "preference": heir.preference,
        "safe": heir.is_safe,
        **heir.contact,
    }
    return Holder(case=case, standing=heir.standing, authority=heir.authority, told=told)


def _pass_on(case: Case, named: Holder, *, by: User | None) -> Case:
    """SECURITY: a new handle ends every session that held it, and the links in letters end too."""
    at = now()
    _end_holder_before(case, at)
    named.began_at = at
    case.code_key, named.code_key = bytes(named.code_key), b""
    case.handle = new_handle()
    case.unsent = None  # it was for us, and not for whoever has the case now
    case.save(update_fields=["code_key", "handle", "unsent"])
    named.save(update_fields=["began_at", "code_key"])
    for draft in case.drafts.of_holder().unfinished().select_for_update(no_key=True):
        draft.handle, draft.email, draft.link = new_handle(), None, None
        draft.save(update_fields=["handle", "email", "link"])
    leaving.set_aside(case, by=by)
    if named.came_by == CameBy.HANDED_OVER:
        passing_on.keep_contact(case)
    _keep_contact(case, named)
    custody.record(
        "case.handed_over",
        case,
        by=by,
        actor=Actor.STAFF if by else Actor.SUBMITTER,
        came_by=named.came_by,
        standing=named.standing,
        authority=named.authority,
    )
    return case


def _end_holder_before(case: Case, at: object) -> None:
    """Who had it until now stays written down, with the contact of then."""
    before = case.holders.current().first()
    if before is None:
        submitter = Submitter.objects.filter(case=case).first()
        before = Holder(
            case=case,
            came_by=CameBy.FIRST,
            told=dict(submitter.contact) if submitter else {},
            began_at=case.created_at,
        )
    before.ended_at = at  # type: ignore[assignment]
    before.save()


def _keep_contact(case: Case, named: Holder) -> None:
    """The new holder is written to from now on, and nobody at the old address."""
    details = ("name", "email", "phone", "address", "through")
    submitter = Submitter.objects.filter(case=case).first() or Submitter(case=case, version=0)
    submitter.contact = {part: named.told[part] for part in details if named.told.get(part)}
    submitter.preference = named.told["preference"]
    submitter.safe_to_contact = named.told["safe"]
    submitter.version += 1
    submitter.save()


def _tell_readers(case: Case, *, by: User) -> None:
    """Who wanted to wait until their death has waited: people look at it, nothing is published."""
    for submission in case.submissions.order_by("pk"):
        consent = submission.consents.filter(superseded_at=None).first()
        if consent is None or not policies.stays_as_it_is(submission):
            continue
        if consent.embargo == Embargo.UNTIL_DEATH:
            said = _(
                "Whoever allowed it has died, so the waiting time is over. Please look at it."
            )
        else:
            said = _("Whoever allowed it has died. What was allowed stays as it is.")
        messages.note(submission, said, by=by)
