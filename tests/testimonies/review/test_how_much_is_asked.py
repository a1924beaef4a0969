"""However large a case is: its screen asks the database as often as that of a small one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from testimonies.flags.actions import Doubt
from testimonies.models import (
    Evidence,
    LostProperty,
    Message,
    NameForm,
    Relationship,
    RepressionEpisode,
    RouteLeg,
    StoredFile,
    Submission,
)
from testimonies.models.flag import FlagKind
from testimonies.review import actions as review
from testimonies.review.messages import actions as messages
from tests.builders_claims import a_recorded_claim
from tests.builders_details import a_detailed_testimony
from tests.builders_flags import a_flag
from tests.builders_redactions import a_covered_passage, a_proposal
from tests.builders_review import a_moderator, signed_in

pytestmark = pytest.mark.django_db

MOST = 25


def test_the_screen_of_a_testimony_asks_as_often_however_much_it_holds() -> None:
    submission = a_detailed_testimony()
    testimony = review.take_up(submission.testimony.pk, by=a_moderator())
    small = asked(submission)
    words = iter(submission.testimony.told["story"].split())
    a_covered_passage(testimony, next(words), everywhere=True)

    grow(submission)
    large = asked(submission)
    for word in (next(words), next(words)):
        a_proposal(testimony, word, everywhere=True)
    grow(submission)

    assert small <= large == asked(submission) <= MOST


def test_the_screen_of_a_claim_asks_as_often_however_much_its_case_holds() -> None:
    submission = a_recorded_claim(a_detailed_testimony()).submission
    grow(submission)
    large = asked(submission)

    grow(submission)

    assert large == asked(submission) <= MOST


def asked(submission: Submission) -> int:
    client = signed_in(a_moderator())
    place = f"/admin/testimonies/submission/{submission.reference}/"
    client.get(place)
    with CaptureQueriesContext(connection) as found:
        assert client.get(place).status_code == 200
    return len(found)


def grow(submission: Submission) -> None:
    """As many papers and people again, two messages, a note, a doubt, and another consent."""
    doubt = Doubt(FlagKind.THIRD_PARTY, "", str(uuid4()))
    a_flag(submission, doubt)
    messages.note(submission, "Fond R-1.", by=a_moderator())
    messages.write(submission, "Thank you.", by=a_moderator(), letter="message_to_submitter")
    Message.objects.create(case=submission.case, submission=submission, body="In 1957.")
    for paper in Evidence.objects.filter(case=submission.case):
        files = list(StoredFile.objects.filter(evidence=paper))
        (another,) = again([paper], document=uuid4())
        for file in files:
            again([file], evidence=another, path=str(uuid4()))
    for mention in submission.mentions.order_by("pk"):
        told = {table: list(table.objects.filter(mention=mention)) for table in TOLD}
        (other,) = again([mention])
        for rows in told.values():
            again(rows, mention=other)
        Relationship.objects.get_or_create(of=other, to=mention, defaults={"kin": "other"})
    last = submission.consents.get(superseded_at=None)
    last.superseded_at = now()
    last.save(update_fields=["superseded_at"])
    again([last], version=last.version + 1, supersedes=last, superseded_at=None)


TOLD: tuple[Any, ...] = (NameForm, RepressionEpisode, RouteLeg, LostProperty)


def again(rows: Iterable[Any], **other: Any) -> list[Any]:
    """Rows like these; what is encrypted belongs to its row, and is encrypted anew."""
    return [_again(row, other) for row in rows]


def _again(row: models.Model, other: dict[str, Any]) -> models.Model:
    told = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.unique and field.name not in other
    }
    made = type(row)(**{**told, "uuid": uuid4(), **other})
    made.save(force_insert=True)
    return made
