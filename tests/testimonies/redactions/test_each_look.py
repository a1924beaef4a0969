"""Whoever looks at a page of a paper leaves one line, whichever address they come by."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from testimonies.models import CustodyEvent
from tests.builders_redactions import a_white_picture, an_accepted_testimony_with, paper_of
from tests.builders_review import a_moderator, signed_in

pytestmark = pytest.mark.django_db
PAGE = "admin:testimonies_submission_redactions_paper"


def look(desk: Client, address: list[object], *parts: str) -> None:
    for part in parts:
        assert desk.get(reverse(f"{PAGE}_{part}", args=[*address, 1])).status_code == 200


@pytest.mark.parametrize("parts", [("page", "picture"), ("picture", "picture")])
def test_a_picture_is_of_the_line_around_it_or_leaves_its_own(parts: tuple[str, ...]) -> None:
    testimony = an_accepted_testimony_with(a_white_picture(), "a.jpg", kind="photograph")
    paper = paper_of(testimony)

    look(signed_in(a_moderator()), [testimony.submission.reference, paper.uuid], *parts)

    line = CustodyEvent.objects.get(event="redaction.viewed", subject=str(paper.uuid))
    assert (line.by, line.detail) == (a_moderator(), {"page": 1})
