"""Requests about data, as holders and the staff make them."""

from __future__ import annotations

from typing import Any

from testimonies.data_requests import actions as data_requests
from testimonies.models import DataRequest, Submission
from testimonies.models.data_request import Right
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_moderator


def a_request(
    right: Right = Right.ERASURE, words: str = "Please.", submission: Submission | None = None
) -> DataRequest:
    """By the holder of a case, on its page."""
    case = (submission or a_submitted_testimony()).case
    return data_requests.ask(case.pk, right, words, language="en")


def an_agreed_erasure(submission: Submission | None = None) -> DataRequest:
    """One person has agreed; another has to carry it out."""
    return data_requests.agree(a_request(submission=submission).pk, by=a_moderator())


def addresses_of_requests(submission: Submission) -> dict[str, dict[str, Any]]:
    """What stands in the addresses of pages about one."""
    known = {"reference": a_request(submission=submission).reference}
    return {"testimonies:case-rights": known, "admin:testimonies_datarequest": known}
