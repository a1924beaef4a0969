"""The desk of endorsements: the mandate is read, and the moderator decides."""

from __future__ import annotations

import pytest

from petitions.campaigns.endorsements import actions as endorsements
from petitions.models import Endorsement
from petitions.models.endorsement import State
from testimonies.models import CustodyEvent
from tests import builders_endorsements as builders
from tests.builders_review import a_moderator, an_administrator, another_moderator, signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/petitions/endorsement/"


def door(endorsement: Endorsement, part: str = "") -> str:
    return f"{LIST}{endorsement.uuid}/" + (f"{part}/" if part else "")


def test_a_moderator_reads_the_mandate_and_shows_the_organisation() -> None:
    made = builders.a_confirmed_endorsement(has_logo=True)
    client = signed_in(a_moderator())

    page = client.get(door(made)).text
    mandate = client.get(door(made, "mandate"))
    logo = client.get(door(made, "logo"))
    pressed = client.post(door(made, "publish"))

    assert "Dzintra Geka, chair" in page
    assert "Read the mandate" in page
    assert b"".join(mandate.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert "attachment" in mandate["Content-Disposition"]
    assert b"".join(logo.streaming_content).startswith(b"\x89PNG")  # type: ignore[attr-defined]
    assert pressed.status_code == 302
    assert Endorsement.objects.get(pk=made.pk).state == State.PUBLISHED


def test_every_look_leaves_a_line() -> None:
    made = builders.a_confirmed_endorsement()
    client = signed_in(a_moderator())

    client.get(door(made))
    b"".join(client.get(door(made, "mandate")).streaming_content)  # type: ignore[attr-defined]

    lines = CustodyEvent.objects.filter(by=a_moderator()).order_by("pk")
    assert list(lines.values_list("event", flat=True)) == [
        "endorsement.opened",
        "endorsement.mandate_read",
    ]


def test_declining_needs_a_reason_that_the_organisation_reads() -> None:
    made = builders.a_confirmed_endorsement()
    client = signed_in(a_moderator())

    without = client.post(door(made, "decline"))
    client.post(door(made, "decline"), {"decline-reason": "The decision is not signed."})

    assert "Write why, in a few words." in without.text
    told = Endorsement.objects.get(pk=made.pk)
    assert (told.state, told.reason) == (State.DECLINED, "The decision is not signed.")


def test_what_is_shown_can_be_withdrawn_with_a_reason() -> None:
    made = builders.a_published_endorsement()
    client = signed_in(another_moderator())

    client.post(door(made, "withdraw"), {"withdraw-reason": "The board says it did not know."})

    assert Endorsement.objects.get(pk=made.pk).state == State.WITHDRAWN


def test_whoever_comes_second_is_told() -> None:
    made = builders.a_confirmed_endorsement()
    endorsements.decline(made.pk, by=another_moderator(), reason="Not signed.")

    answer = signed_in(a_moderator()).post(door(made, "publish"))

    assert "cannot become" in answer.text
    assert Endorsement.objects.get(pk=made.pk).state == State.DECLINED


def test_what_nobody_has_confirmed_is_not_on_the_desk() -> None:
    made = builders.a_submitted_endorsement(name="Unconfirmed Society")
    client = signed_in(a_moderator())

    assert "Unconfirmed Society" not in client.get(LIST).text
    for part in ("", "mandate", "logo"):
        assert client.get(door(made, part)).status_code == 404


def test_a_mandate_without_a_clean_copy_is_not_handed_out_and_cannot_be_published() -> None:
    made = endorsements.confirm(builders.a_submitted_endorsement().uuid)
    client = signed_in(a_moderator())

    page = client.get(door(made)).text

    assert "/publish/" not in page
    assert "/decline/" in page
    assert client.get(door(made, "mandate")).status_code == 404


def test_others_have_no_business_there() -> None:
    made = builders.a_confirmed_endorsement()

    client = signed_in(an_administrator())

    for part in ("", "mandate", "logo"):
        assert client.get(door(made, part)).status_code == 403
    assert client.post(door(made, "publish")).status_code == 403
    assert Endorsement.objects.get(pk=made.pk).state == State.CONFIRMED
