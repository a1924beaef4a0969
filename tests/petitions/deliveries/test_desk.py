"""The institution's desk: what a clerk with the link can do, and what everybody else cannot."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from petitions.bundles import asice, parts, places, printed, ranges
from petitions.deliveries import links
from petitions.deliveries.responding import files
from petitions.models import Delivery, InstitutionResponse
from petitions.models.delivery import State
from testimonies.models import CustodyEvent, TargetProfile
from testimonies.privacy import tokens
from tests.builders_bundles import (
    a_desk_token,
    a_petition_with,
    a_released_bundle,
    a_sent_delivery,
    an_acknowledged_delivery,
    open_desk,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def address(name: str, delivery: Delivery, token: str = "") -> str:
    arguments: list[object] = [token or a_desk_token(delivery)]
    if name != "desk":
        arguments.append(delivery.uuid)
    with translation.override("en"):
        return reverse(f"petitions:{name}", args=arguments)


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_the_desk_lists_what_was_handed_over(client: Client) -> None:
    delivery = a_sent_delivery()
    open_desk(client, delivery)

    response = client.get(address("desk", delivery))

    page = response.content.decode()
    assert response.status_code == 200
    assert delivery.bundle.sha256 in page
    assert "Signatures, bundle 1" in page
    assert len(re.findall(r"\d\d:\d\d \(\+0[23]00\)", page)) == 2  # in which of our countries
    assert address("desk-download", delivery) in page
    assert "no-store" in response["Cache-Control"]
    assert CustodyEvent.objects.filter(event="desk.opened", subject=str(delivery.uuid)).exists()


def test_a_bundle_that_could_not_be_sent_back_is_not_asked_for(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = an_acknowledged_delivery()
    open_desk(client, delivery)

    small = client.get(address("desk", delivery)).content.decode()
    monkeypatch.setattr(files, "LARGEST", delivery.bundle.size)
    large = client.get(address("desk", delivery)).content.decode()

    assert address("desk-countersigned", delivery) in small
    assert address("desk-countersigned", delivery) not in large


def test_the_desk_speaks_the_language_of_its_address(client: Client) -> None:
    delivery = a_sent_delivery()
    open_desk(client, delivery)

    response = client.get(address("desk", delivery).replace("/en/", "/lt/"))

    assert response["Content-Language"] == "lt"
    assert delivery.bundle.target.petition.words("lt").title in response.content.decode()


def test_a_clerk_downloads_the_sealed_file(client: Client) -> None:
    delivery = a_sent_delivery()
    open_desk(client, delivery)

    response = client.get(address("desk-download", delivery))

    assert body(response) == places.sealed(delivery.bundle).read_bytes()
    assert response["Content-Type"] == "application/vnd.etsi.asic-e+zip"
    assert response["Content-Length"] == str(delivery.bundle.size)
    assert delivery.bundle.path in response["Content-Disposition"]
    assert response["ETag"] == f'"{delivery.bundle.sha256}"'
    line = CustodyEvent.objects.get(event="bundle.downloaded")
    assert line.detail == {
        "sha256": delivery.bundle.sha256,
        "first": 0,
        "last": (delivery.bundle.size or 0) - 1,
    }


def test_a_download_that_broke_off_goes_on(client: Client) -> None:
    delivery = a_sent_delivery()
    open_desk(client, delivery)
    url, whole = address("desk-download", delivery), places.sealed(delivery.bundle).read_bytes()

    first = client.get(url, headers={"Range": "bytes=0-999"})
    rest = client.get(url, headers={"Range": "bytes=1000-", "If-Range": first["ETag"]})

    assert (first.status_code, rest.status_code) == (206, 206)
    assert first["Content-Range"] == f"bytes 0-999/{len(whole)}"
    assert body(first) + body(rest) == whole
    ranges = CustodyEvent.objects.filter(event="bundle.downloaded").order_by("pk")
    assert [(line.detail["first"], line.detail["last"]) for line in ranges] == [
        (0, 999),
        (1000, len(whole) - 1),
    ]


def test_a_part_of_another_file_is_not_continued(client: Client) -> None:
    delivery = a_sent_delivery()
    open_desk(client, delivery)

    headers = {"Range": "bytes=1000-", "If-Range": '"another"'}
    response = client.get(address("desk-download", delivery), headers=headers)

    assert response.status_code == 200
    assert len(body(response)) == delivery.bundle.size


def test_bytes_beyond_the_end_are_refused(client: Client) -> None:
    delivery = a_sent_delivery()
    open_desk(client, delivery)

    response = client.get(
        address("desk-download", delivery), headers={"Range": "bytes=999999999-"}
    )

    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{delivery.bundle.size}"
    assert not CustodyEvent.objects.filter(event="bundle.downloaded").exists()


def test_a_clerk_acknowledges_and_the_file_is_closed(client: Client) -> None:
    delivery = a_sent_delivery()
    open_desk(client, delivery)
    typed = {"registry_number": "10-2/17", "clerk": "R. Kazlauskas", "verified_count": "2"}

    response = client.post(address("desk-acknowledge", delivery), typed)

    assert response.headers["Location"] == address("desk", delivery)
    delivery.refresh_from_db()
    assert delivery.state == State.VERIFIED
    answer, counted = InstitutionResponse.objects.order_by("pk")
    assert (answer.registry_number, counted.verified_count) == ("10-2/17", 2)
    page = client.get(address("desk", delivery)).content.decode()
    assert "10-2/17" in page
    assert "Thank you. You have confirmed that it arrived." in page
    assert "Thank you" not in client.get(address("desk", delivery)).content.decode()
    closed = client.get(address("desk-download", delivery))
    assert closed.status_code == 423
    assert "This file is closed" in closed.content.decode()


def test_pressing_twice_is_one_acknowledgement(client: Client) -> None:
    delivery = a_sent_delivery()
    open_desk(client, delivery)
    typed = {"registry_number": "10-2/17", "clerk": "R. Kazlauskas"}

    for _press in range(2):
        assert client.post(address("desk-acknowledge", delivery), typed).status_code == 302

    assert InstitutionResponse.objects.count() == 1


def test_a_colleague_with_another_number_is_told_that_it_is_not_written_down(
    client: Client,
) -> None:
    delivery = a_sent_delivery()
    open_desk(client, delivery)
    for number in ("10-2/17", "99-Z"):
        typed = {"registry_number": number, "clerk": "R. Kazlauskas"}
        page = client.post(address("desk-acknowledge", delivery), typed, follow=True)

    assert "Yours is not written down: 99-Z" in page.content.decode()
    assert "Thank you" not in page.content.decode()
    assert delivery.registry_number == "10-2/17"


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"registry_number": " ", "clerk": "R. K."},
        {"registry_number": "1" * 101, "clerk": "R. K."},
        {"registry_number": "1\x00", "clerk": "R. K."},
        {"registry_number": "1", "clerk": "R. K.", "verified_count": "-1"},
        {"registry_number": "1", "clerk": "R. K.", "verified_count": "9" * 30},
    ],
)
def test_a_wrong_form_says_what_is_wrong_and_loses_nothing(
    client: Client, typed: dict[str, str]
) -> None:
    delivery = a_sent_delivery()
    open_desk(client, delivery)

    response = client.post(address("desk-acknowledge", delivery), typed)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert 'value="R. K."' in response.content.decode() or "clerk" not in typed
    assert not InstitutionResponse.objects.exists()


def test_unknown_and_foreign_links_show_the_same_plain_page(client: Client) -> None:
    delivery = a_sent_delivery()
    open_desk(client, delivery)
    signature = a_petition_with("Ona Petraitė").signatures.get()
    unknown = [
        "x",
        "A" * 43,
        tokens.make(links.TOKEN, uuid.uuid4()),
        tokens.make("confirm", delivery.link),
        tokens.make(links.TOKEN, delivery.uuid),
        tokens.make(links.TOKEN, signature.uuid),
    ]

    pages = [
        client.get(address(name, delivery, token))
        for token in unknown
        for name in ("desk", "desk-download", "desk-acknowledge")
    ]

    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1
    assert not CustodyEvent.objects.filter(event="desk.opened").exists()


def test_what_is_not_handed_over_yet_has_no_desk(client: Client) -> None:
    waiting = Delivery.objects.get(bundle=a_released_bundle())

    assert client.get(address("desk", waiting)).status_code == 404


def test_the_link_of_one_institution_does_not_open_another(client: Client) -> None:
    delivery = a_sent_delivery()
    open_desk(client, delivery)
    strange = Delivery(uuid=uuid.uuid4())

    url = address("desk-download", strange, a_desk_token(delivery))

    assert client.get(url).status_code == 404


def test_an_acknowledged_bundle_asks_no_more(client: Client) -> None:
    delivery = an_acknowledged_delivery()
    open_desk(client, delivery)

    response = client.get(address("desk-acknowledge", delivery))

    assert response.headers["Location"] == address("desk", delivery)


def test_the_desk_needs_few_queries(client: Client, django_assert_max_num_queries: object) -> None:
    delivery = a_sent_delivery()
    open_desk(client, delivery)

    with django_assert_max_num_queries(10):  # type: ignore[operator]
        client.get(address("desk", delivery))


def test_a_file_of_parts_is_not_called_encrypted_and_says_how_to_open_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asice, "LARGEST", parts.ROOM + (1 << 19))
    monkeypatch.setattr(ranges, "RANGE", 1)
    monkeypatch.setattr(printed, "VOLUME", 1)
    TargetProfile.objects.update(formats=["csv", "xlsx", "pdf"])
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols", "Jaan Tamm", "Zofia Wójcik")
    delivery = a_sent_delivery(petition)
    open_desk(client, delivery)

    page = client.get(address("desk", delivery)).content.decode()

    name = f"atmintis_{petition.slug}_gov-lt_1"
    assert f"sha256sum {name}.zip<" in page
    assert f"unzip {name}.zip<" in page
    assert f"unzip {name}.asice -d bundle<" in page
    assert "The file holds several parts" in page
    assert "The file is encrypted" not in page
