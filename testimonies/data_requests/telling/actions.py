"""Used where a request about data is answered: whoever has the case hears of it there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from testimonies.correspondence.posting import actions as on_paper
from testimonies.correspondence.posting import queries as posting
from testimonies.correspondence.posting.leaving import actions as leaving
from testimonies.data_requests import queries
from testimonies.letters import actions as letters
from testimonies.letters.queries import address_for_now, safe_address
from testimonies.models import DataRequest, Message
from testimonies.restraints import queries as restraints

if TYPE_CHECKING:
    from accounts.models import User


def answer(request: DataRequest, words: str, *, by: User) -> None:
    """The holder of a case reads it there.

    SECURITY: nobody else is written to in the case. Whoever has handed it over since is answered
    where they left word, by a person.
    """
    if request.case is None or not queries.is_of_holder_now(request):
        return
    submission = request.case.submissions.order_by("-pk").first()
    message = Message.objects.create(case=request.case, submission=submission, body=words, by=by)
    _mail(request, "request_answered")
    is_on_paper = not safe_address(request.case) and posting.is_posted_to(request.case)
    if submission and is_on_paper and not restraints.is_suspended(request.case):
        on_paper.write(submission, "request_answered", message=message)


def say_that_it_is_gone(request: DataRequest) -> None:
    """Before everything is erased: afterwards nobody knows to whom."""
    case = request.case
    if case is None or not queries.is_of_holder_now(request):
        return
    if safe_address(case):
        _mail(request, "case_erased")
    else:
        leaving.write(case, "case_erased", leaving.where_to(case))


def _mail(request: DataRequest, letter: str) -> None:
    case = request.case
    if case is not None and (address := address_for_now(case)):
        letters.queue(letter, to=address, language=case.language, reference=request.reference)
