"""Who keeps away from a case types nothing into it, and writes nothing down about it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from testimonies.conflicts import actions as conflicts
from testimonies.data_requests import actions as data_requests
from testimonies.data_requests.actions import Written
from testimonies.errors import Refusal
from testimonies.models import DataRequest, Draft, Submission
from testimonies.models.channel import Channel
from testimonies.models.conflict import Tie
from testimonies.models.data_request import Asker, Right, Shown
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_moderator, another_moderator, signed_in
from tests.builders_transcribing import a_transcription

pytestmark = pytest.mark.django_db

NEW = reverse("admin:testimonies_transcription_new")
CAME = {"channel": "post", "received_on": "2026-11-03", "kind": "claim", "language": "en"}


def test_an_address_that_was_kept_opens_no_question_page_any_more() -> None:
    submission = a_submitted_testimony()
    draft = a_transcription(beside=submission).draft
    place = reverse("admin:testimonies_transcription_testimony-page", args=[draft.handle, "story"])
    mine = signed_in(a_moderator())
    assert mine.get(place).status_code == 200

    conflicts.declare(submission.reference, Tie.FAMILY, of=a_moderator(), by=a_moderator())

    assert mine.get(place).status_code == 404
    assert mine.post(place, {"story": "Mine"}).status_code == 404
    assert signed_in(another_moderator()).get(place).status_code == 200


@pytest.mark.parametrize("is_erased", [True, False])
def test_nothing_is_begun_beside_what_is_not_there_for_them(*, is_erased: bool) -> None:
    submission = a_submitted_testimony()
    if is_erased:
        Submission.objects.update(erased_at=now())
    else:
        conflicts.declare(submission.reference, Tie.FAMILY, of=a_moderator(), by=a_moderator())

    page = signed_in(a_moderator()).post(NEW, CAME | {"beside": submission.reference})

    assert "There is no such reference." in page.content.decode()
    assert not Draft.objects.filter(kind="claim").exists()


def test_nothing_is_asked_about_its_data() -> None:
    submission = a_submitted_testimony()
    conflicts.declare(submission.reference, Tie.FAMILY, of=a_moderator(), by=a_moderator())
    came = Written(
        right=Right.ERASURE,
        asker=Asker.HOLDER,
        shown=Shown.PAPERS,
        channel=Channel.POST,
        received_on=localdate(),
        language="en",
    )

    with pytest.raises(Refusal, match="Nothing was handed in"):
        data_requests.write_down(submission.case_id, came, by=a_moderator())

    assert not DataRequest.objects.exists()
