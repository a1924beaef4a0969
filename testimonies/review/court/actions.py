"""Handing the history of a case to a court."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import rfc8785
from django.db import models, transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from testimonies.custody import actions as chaining
from testimonies.custody import log as custody
from testimonies.custody import queries as chain
from testimonies.models import Submission
from testimonies.review.court import document, queries, records

if TYPE_CHECKING:
    from accounts.models import User


class Form(models.TextChoices):
    PDF = "pdf", _("PDF to read and print, with the JSON attached")
    JSON = "json", _("JSON for a program")


@dataclass(frozen=True)
class Exported:
    content: bytes
    media_type: str
    name: str


def export(
    submission_id: int, form: Form, *, by: User, reason: str, with_seal: bool = False
) -> Exported:
    """That it was handed out is its own last line. `with_seal` for those who may open one."""
    submission = _record(submission_id, by=by, reason=reason, form=form)
    chaining.extend_chain()
    at, lines = now(), list(queries.lines_of(submission.case, with_seal=with_seal))
    told = records.of(submission.case, lines, head=chain.chain_head(), at=at)
    name = f"history-{submission.reference}.{form}"
    if form == Form.JSON:
        return Exported(rfc8785.dumps(told), "application/json", name)
    return Exported(document.pdf(told, lines, at=at), "application/pdf", name)


@transaction.atomic
def _record(submission_id: int, *, by: User, reason: str, form: Form) -> Submission:
    submission = Submission.objects.select_related("case").get(pk=submission_id)
    custody.record("case.history_exported", submission.case, by=by, reason=reason, form=form)
    return submission
