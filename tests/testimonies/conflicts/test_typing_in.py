"""Who keeps away from a case types nothing into it, whatever address or reference they have."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.timezone import now

from testimonies.conflicts import actions as conflicts
from testimonies.models import Draft, Submission
from testimonies.models.conflict import Tie
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
