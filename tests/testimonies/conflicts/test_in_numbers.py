"""Numbers and reports leave out what somebody keeps away from; and colleagues say it of others."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from testimonies.conflicts import actions as conflicts
from testimonies.models import ConflictOfInterest, CustodyEvent, PersonMention, QueueTally
from testimonies.models.conflict import Tie
from testimonies.review.counting import actions as tallying
from testimonies.review.overview import queries as overview
from tests.builders_intake import a_submitted_testimony
from tests.builders_people import a_mention, judged
from tests.builders_review import (
    a_moderator,
    a_testimony_in_review,
    an_accepted_testimony,
    an_administrator,
    another_moderator,
    signed_in,
    staff,
)
from tests.testimonies.lists.files import ANNA, JANIS, csv_of, imported

pytestmark = pytest.mark.django_db

QUEUE = "/admin/testimonies/submission/"


def keep_away(reference: str, *, who: User | None = None) -> ConflictOfInterest:
    who = who or a_moderator()
    return conflicts.declare(reference, Tie.FAMILY, of=who, by=who)


def read_all(response: Any) -> list[str]:
    return b"".join(response.streaming_content).decode().splitlines()


def fieldset_of(response: Any) -> str:
    page: str = response.content.decode()
    return page.partition("<fieldset")[2].partition("</fieldset>")[0]


def test_numbers_that_were_counted_for_all_leave_it_out_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    submission, _other = a_submitted_testimony(), a_submitted_testimony()
    monkeypatch.setattr(tallying, "COUNTED_AT_ONCE", 1)
    tallying.recount()
    assert QueueTally.objects.exists()

    keep_away(submission.reference)

    mine = signed_in(a_moderator()).get(QUEUE).content.decode()
    others = signed_in(another_moderator()).get(QUEUE).content.decode()
    assert "somebody here (1)" in mine
    assert "somebody here (2)" in others


def test_how_long_reading_takes_is_counted_without_it() -> None:
    kept = [an_accepted_testimony() for _each in range(5)]
    user = another_moderator()
    assert overview.overview(user).days_to_accepted == 0

    keep_away(kept[0].submission.reference, who=user)

    assert overview.overview(user).days_to_accepted is None


def test_rows_of_a_list_that_tell_of_the_person_are_not_reported() -> None:
    edition = imported(csv_of(JANIS, ANNA))
    row = PersonMention.objects.filter(row__edition=edition).earliest("pk")
    person = judged(row, a_mention()).person
    client = signed_in(a_moderator())
    place = f"/admin/testimonies/listedition/{edition.uuid}/report"
    whole = read_all(client.get(f"{place}.csv"))

    keep_away(person.reference)

    assert (len(whole), len(read_all(client.get(f"{place}.csv")))) == (3, 2)
    assert row.row is not None
    assert f">{row.row.number}<" not in "".join(client.get(f"{place}/").content.decode().split())


def test_a_colleague_says_it_of_another() -> None:
    submission = a_testimony_in_review().submission
    place = f"{QUEUE}{submission.reference}/a-colleague-keeps-away/"
    client = signed_in(another_moderator())
    assert a_moderator().email in client.get(place).content.decode()
    assert another_moderator().email not in fieldset_of(client.get(place))
    assert "Choose a colleague." in client.post(place, {"tie": "family"}).content.decode()

    said = {"of": str(a_moderator().pk), "tie": "family"}
    answer = client.post(place, said, follow=True).content.decode()

    assert "Your colleague sees nothing of this case any more." in answer
    assert signed_in(a_moderator()).get(place).status_code == 404
    submission.testimony.refresh_from_db()
    assert submission.testimony.first_reader is None
    assert CustodyEvent.objects.get(event="conflict.declared").by == another_moderator()


def test_of_whoever_sees_no_case_and_of_oneself_it_is_not_said_there() -> None:
    submission = a_submitted_testimony()
    client = signed_in(a_moderator())
    place = f"{QUEUE}{submission.reference}/a-colleague-keeps-away/"

    for of in (an_administrator(), a_moderator()):
        client.post(place, {"of": str(of.pk), "tie": "family"})

    assert not ConflictOfInterest.objects.exists()


def test_whoever_only_reads_takes_nobody_off_a_case() -> None:
    submission = a_submitted_testimony()
    place = f"{QUEUE}{submission.reference}/"
    reader = signed_in(staff(Role.READER))
    said = {"of": str(a_moderator().pk), "tie": "family"}

    assert reader.post(f"{place}a-colleague-keeps-away/", said).status_code == 403

    assert "a-colleague-keeps-away" not in reader.get(place).content.decode()
    assert not ConflictOfInterest.objects.exists()
    coordinator = signed_in(staff(Role.COORDINATOR))
    assert coordinator.get(f"{place}a-colleague-keeps-away/").status_code == 200
