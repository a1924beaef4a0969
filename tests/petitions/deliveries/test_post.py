"""By post: a sheet is printed, a person posts, and the posting number is kept."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from django.test import Client

from petitions.deliveries import actions as deliveries
from petitions.models import Delivery
from petitions.models.delivery import State
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Institution
from tests.builders_bundles import a_petition_with, a_released_bundle, sent_by
from tests.builders_review import a_moderator, a_release_officer, an_administrator, signed_in
from tests.journeys.pdf_text import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def a_delivery(address: str = "Gedimino pr. 11\nLT-01103 Vilnius") -> Delivery:
    petition = a_petition_with("Ona Petraitė")
    sent_by("post")
    Institution.objects.filter(code="gov-lt").update(postal_address=address)
    return Delivery.objects.get(bundle=a_released_bundle(petition))


def sheet(client: Client, delivery: Delivery) -> bytes:
    return client.get(f"/admin/petitions/delivery/{delivery.uuid}/sheet.pdf").content


def test_it_waits_until_somebody_has_posted_it() -> None:
    delivery = deliveries.send(a_delivery().pk)

    assert (delivery.state, delivery.attempts) == (State.QUEUED, 0)
    assert delivery.problem.startswith("Print the address sheet")


def test_without_a_postal_address_somebody_is_told() -> None:
    delivery = deliveries.send(a_delivery(address="").pk)

    assert delivery.state == State.FAILED
    assert "postal address" in delivery.problem


def test_an_address_that_was_typed_in_a_browser_stands_in_lines_on_the_sheet() -> None:
    delivery = deliveries.send(a_delivery("Gedimino pr. 11\r\nLT-01103 Vilnius").pk)

    words = words_of(sheet(signed_in(a_release_officer()), delivery))

    assert "Gediminopr.11LT-01103Vilnius" in words
    assert "U+000D" not in words


def test_the_posting_number_is_kept_with_who_wrote_it_down() -> None:
    delivery = deliveries.send(a_delivery().pk)
    officer = a_release_officer()

    deliveries.hand_over_by_hand(delivery.pk, proof=" RN 123 456 789 LT ", by=officer)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.placed_at) == (State.SENT, "RN 123 456 789 LT")
    (event,) = CustodyEvent.objects.filter(event="delivery.sent")
    assert event.by == officer


def test_what_is_there_already_is_not_written_down_again() -> None:
    delivery = deliveries.send(a_delivery().pk)
    deliveries.hand_over_by_hand(delivery.pk, proof="first", by=a_release_officer())

    with pytest.raises(Refusal):
        deliveries.hand_over_by_hand(delivery.pk, proof="second", by=a_release_officer())

    delivery.refresh_from_db()
    assert delivery.placed_at == "first"


def test_before_there_is_a_file_nothing_can_have_been_posted() -> None:
    delivery = a_delivery()

    with pytest.raises(Refusal, match="not been made yet"):
        deliveries.hand_over_by_hand(delivery.pk, proof="RN 1", by=a_release_officer())

    delivery.refresh_from_db()
    assert delivery.state == State.QUEUED


def test_the_address_sheet_is_a_pdf_for_release_officers_and_administrators_only() -> None:
    delivery = deliveries.send(a_delivery().pk)
    place = f"/admin/petitions/delivery/{delivery.uuid}/sheet.pdf"

    printed = sheet(signed_in(a_release_officer()), delivery)

    with pikepdf.open(BytesIO(printed)) as pdf:
        assert len(pdf.pages) == 1
        assert pdf.Root.Lang == "lt"
    assert sheet(signed_in(an_administrator()), delivery)[:5] == b"%PDF-"
    assert signed_in(a_moderator()).get(place).status_code == 403


def test_the_desk_offers_the_sheet_and_the_button() -> None:
    delivery = deliveries.send(a_delivery().pk)

    page = signed_in(a_release_officer()).get(f"/admin/petitions/delivery/{delivery.uuid}/")

    assert "sheet.pdf" in page.content.decode()
    assert "Write down that it was handed over" in page.content.decode()
