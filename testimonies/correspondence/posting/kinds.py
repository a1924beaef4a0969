"""What letters by post are called at the desk, by the kind that mails have too."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Promise] = {
    "submission_received": _("receipt"),
    "question_to_submitter": _("a question"),
    "question_waits": _("a reminder of a question"),
    "question_still_waits": _("the last reminder of a question"),
    "message_to_submitter": _("a message"),
    "testimony_accepted": _("accepted by two people"),
    "testimony_published": _("in the public archive"),
    "claim_recorded": _("claim recorded"),
    "submission_withdrawn": _("taken back"),
    "archive_request": _("a letter to an archive"),
    "archive_reminder": _("a reminder to an archive"),
    "case_changed": _("something was changed"),
    "request_answered": _("answer to a request about data"),
    "draft_expires": _("something begun is kept only a while longer"),
    "case_erased": _("everything was erased"),
    "case_handed_over": _("the case was handed over"),
    "reached_elsewhere": _("they are reached elsewhere now"),
}


def name_of(kind: str) -> str:
    return str(KINDS.get(kind, kind))
