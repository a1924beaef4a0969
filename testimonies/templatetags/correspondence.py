"""Calls of a case beside its messages, where they are read."""

from __future__ import annotations

from django import template

from testimonies.correspondence.posting.kinds import name_of
from testimonies.models import Call, PaperLetter, Submission

register = template.Library()


@register.simple_tag
def calls_about(submission: Submission) -> list[Call]:
    """The newest first; each with what was said."""
    own = Call.objects.filter(submission__case=submission.case_id)
    return list(own.select_related("by", "corrects").order_by("-called_at", "-pk"))


@register.filter
def name_of_letter(letter: PaperLetter) -> str:
    return name_of(letter.kind)
