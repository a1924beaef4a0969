"""The door of a desk: beside the link a passcode, which comes another way, and works once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now

from petitions.deliveries.entering import actions as entering
from petitions.deliveries.entering import rules
from petitions.models import Delivery, DeskPasscode
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Institution, Letter
from tests.builders_bundles import (
    a_desk_token,
    a_released_bundle,
    a_sent_delivery,
    an_acknowledged_delivery,
    open_desk,
    with_address,
)
from tests.builders_review import PASSWORD, a_release_officer
from tests.builders_signing import letters_sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
SECOND = "registry@second.example.org"


def place(delivery: Delivery, name: str = "desk") -> str:
    arguments: list[object] = [a_desk_token(delivery)]
    if name == "desk-download":
        arguments.append(delivery.uuid)
    with translation.override("en"):
        return reverse(f"petitions:{name}", args=arguments)


def with_second_address() -> None:
    Institution.objects.filter(code="gov-lt").update(second_email=SECOND)


def wrong_code(code: str) -> str:
    return f"{(int(code.replace(' ', '')) + 1) % 10**8:08}"


def told(delivery: Delivery) -> str:
    return entering.tell_passcode(delivery.pk, by=a_release_officer())


def test_the_link_alone_shows_that_a_bundle_waits_and_no_more(client: Client) -> None:
    delivery = a_sent_delivery()

    shown = client.get(place(delivery), follow=True)
    taken = client.get(place(delivery, "desk-download"))

    page = shown.content.decode()
    assert "A bundle waits for" in page
    assert "no-store" in shown["Cache-Control"]
    for secret in (delivery.bundle.sha256, delivery.bundle.identity, "bundle 1", SECOND):
        assert secret not in page
    assert delivery.bundle.target.petition.words("en").title not in page
    assert (taken.status_code, taken.headers["Location"]) == (302, place(delivery, "desk-door"))
    assert not CustodyEvent.objects.filter(event__in=["desk.opened", "bundle.downloaded"]).exists()


def test_the_passcode_goes_to_the_second_mailbox_and_opens_the_desk_once(client: Client) -> None:
    delivery = a_sent_delivery()
    with_second_address()

    sent = client.post(place(delivery, "desk-passcode"), follow=True)
    (letter,) = (each for each in letters_sent() if each.to == [SECOND])
    code = re.search(r"\d{4} \d{4}", str(letter.body))
    assert code is not None
    entered = client.post(place(delivery, "desk-door"), {"code": code[0]})
    again = Client().post(place(delivery, "desk-door"), {"code": code[0]})

    assert "on its way" in sent.content.decode()
    assert SECOND not in sent.content.decode()
    assert "/institutions/" not in letter.body
    assert entered.headers["Location"] == place(delivery)
    assert delivery.bundle.sha256 in client.get(place(delivery)).content.decode()
    assert again.status_code == 200
    assert "opens nothing" in again.content.decode()
    events = CustodyEvent.objects.filter(event__startswith="desk.").order_by("pk")
    assert [line.event for line in events] == [
        "desk.passcode_sent", "desk.entered", "desk.passcode_refused", "desk.opened"
    ]  # fmt: skip


def test_that_a_passcode_is_on_its_way_can_be_read_in_another_language(client: Client) -> None:
    delivery = a_sent_delivery()
    with_second_address()

    sent = client.post(place(delivery, "desk-passcode"), follow=True)
    links = re.findall(r'hreflang="lt"\s+href="([^"]+)"', sent.content.decode())

    assert links
    other = client.get(links[-1])
    assert other.status_code == 200
    assert 'lang="lt"' in other.content.decode()
    assert "Siųsti naują prieigos kodą" in other.content.decode()


def test_who_mistypes_a_passcode_is_not_led_to_ask_for_another_one(client: Client) -> None:
    delivery = a_sent_delivery()
    with_second_address()

    page = client.post(place(delivery, "desk-door"), {"code": "1234"}).content.decode()

    assert "A passcode has eight digits" in page
    assert re.search(r'class="button button-quiet" type="submit">\s*Send another passcode', page)
    assert re.search(r'class="button"\s*type="submit">Open the page', page)
    assert "on its way" not in page


def test_without_a_second_mailbox_it_is_told_by_telephone(client: Client) -> None:
    delivery = a_sent_delivery()

    refused = client.post(place(delivery, "desk-passcode"))
    code = told(delivery)

    assert "call us" in refused.content.decode()
    assert not Letter.objects.filter(kind="desk_passcode").exists()
    passcode = DeskPasscode.objects.get()
    assert passcode.made_by is not None
    assert code.replace(" ", "").encode() not in bytes(passcode.code_key)
    assert entering.enter(delivery.pk, code.replace(" ", ""))


def test_wrong_tries_end_a_passcode_also_for_who_has_it() -> None:
    delivery = a_sent_delivery()
    code = told(delivery).replace(" ", "")

    guesses = [entering.enter(delivery.pk, wrong_code(code)) for _try in range(rules.MOST_TRIES)]

    assert not any(guesses)
    assert not entering.enter(delivery.pk, code)
    refused = CustodyEvent.objects.filter(event="desk.passcode_refused")
    assert refused.count() == rules.MOST_TRIES + 1


def test_an_old_one_and_one_before_the_newest_open_nothing() -> None:
    delivery = a_sent_delivery()
    before, newest = told(delivery).replace(" ", ""), told(delivery).replace(" ", "")

    replaced = entering.enter(delivery.pk, before) if before != newest else False
    DeskPasscode.objects.update(good_until=now() - timedelta(seconds=1))

    assert not replaced
    assert not entering.enter(delivery.pk, newest)


def test_the_passcode_of_one_desk_opens_no_other() -> None:
    delivery = a_sent_delivery()
    code = told(delivery).replace(" ", "")

    assert rules.key_of(delivery.uuid, code) != rules.key_of(delivery.link, code)


def test_before_the_hand_over_there_is_no_passcode() -> None:
    delivery = Delivery.objects.get(bundle=a_released_bundle())

    with pytest.raises(Refusal, match="not been handed over"):
        told(delivery)


@pytest.mark.parametrize("typed", ["", "1234567", "123456789", "abcdefgh", "١٢٣٤٥٦٧٨"])
def test_what_is_no_passcode_costs_no_try(client: Client, typed: str) -> None:
    delivery = a_sent_delivery()
    told(delivery)

    response = client.post(place(delivery, "desk-door"), {"code": typed})

    assert response.context["form"].errors
    assert DeskPasscode.objects.get().tries == 0


def test_the_session_opens_this_desk_and_is_a_new_one(client: Client) -> None:
    delivery = a_sent_delivery()
    client.get(place(delivery, "desk-door"))
    planted = client.cookies["sessionid"].value

    open_desk(client, delivery)

    assert client.cookies["sessionid"].value != planted
    stranger = Client()
    stranger.cookies["sessionid"] = planted
    assert stranger.get(place(delivery)).status_code == 302


def test_a_renewed_link_closes_the_old_one_and_whoever_is_in(client: Client) -> None:
    delivery = a_sent_delivery()
    with_address("chancellery@example.org")
    open_desk(client, delivery)
    old, code = place(delivery), told(delivery).replace(" ", "")

    renewed = entering.renew_link(delivery.pk, by=a_release_officer())

    assert client.get(old).status_code == 404
    assert client.get(place(renewed)).status_code == 302
    assert not entering.enter(delivery.pk, code)
    letter = next(each for each in letters_sent() if each.to == ["chancellery@example.org"])
    assert a_desk_token(renewed) in letter.body


def test_a_revoked_and_an_old_link_look_like_no_link(client: Client) -> None:
    delivery = a_sent_delivery()
    Delivery.objects.filter(pk=delivery.pk).update(link_until=now())
    expired = client.get(place(delivery))
    Delivery.objects.filter(pk=delivery.pk).update(link_until=now() + timedelta(days=1))
    assert client.get(place(delivery)).status_code == 302

    revoked = entering.revoke_link(delivery.pk, reason="It was forwarded", by=a_release_officer())

    assert expired.status_code == 404
    assert client.get(place(delivery)).status_code == 404
    assert client.get(place(revoked)).status_code == 404
    line = CustodyEvent.objects.get(event="desk.link_revoked")
    assert line.detail == {"reason": "It was forwarded"}


def test_staff_unlock_an_acknowledged_file_for_a_week(client: Client) -> None:
    delivery = an_acknowledged_delivery()
    open_desk(client, delivery)
    url = place(delivery, "desk-download")
    assert client.get(url).status_code == 423

    entering.unlock(delivery.pk, reason="Their disk broke", by=a_release_officer())
    opened = client.get(url)
    Delivery.objects.filter(pk=delivery.pk).update(unlocked_until=now() - timedelta(seconds=1))

    assert opened.status_code == 200
    assert client.get(url).status_code == 423
    assert CustodyEvent.objects.get(event="delivery.unlocked").by is not None


def test_what_nobody_acknowledged_is_not_unlocked() -> None:
    delivery = a_sent_delivery()

    with pytest.raises(Refusal, match="is open"):
        entering.unlock(delivery.pk, reason="?", by=a_release_officer())

    assert not CustodyEvent.objects.filter(event="delivery.unlocked").exists()


def test_link_and_passcode_never_go_to_one_mailbox() -> None:
    a_sent_delivery()
    with_address("one@example.org")

    with pytest.raises(IntegrityError, match="two_mailboxes"), transaction.atomic():
        Institution.objects.filter(code="gov-lt").update(second_email="One@Example.org")

    assert Institution.objects.get(code="gov-lt").second_email == ""


@pytest.mark.django_db(transaction=True)
def test_two_who_type_the_same_passcode_at_once_are_one_who_is_in() -> None:
    delivery = a_sent_delivery()
    code = told(delivery).replace(" ", "")

    def enter(_who: int) -> bool:
        try:
            return entering.enter(delivery.pk, code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        entered = list(people.map(enter, range(4)))

    assert sorted(entered) == [False, False, False, True]


def test_the_list_of_deliveries_leads_to_their_pages_and_shows_no_link(client: Client) -> None:
    delivery, officer = a_sent_delivery(), a_release_officer()
    client.post("/accounts/login/", {"login": officer.email, "password": PASSWORD})

    page = client.get("/admin/petitions/delivery/").content.decode()

    assert f"/admin/petitions/delivery/{delivery.uuid}/" in page
    assert str(delivery.link) not in page
