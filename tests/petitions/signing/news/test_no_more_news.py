"""Who wants no more news gets none, by one click and without signing in anywhere."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from petitions.models import Signature
from petitions.signing import actions as signing
from petitions.signing.news import actions as news
from petitions.signing.news.wording import Words
from testimonies.letters import actions as letters
from testimonies.models import Letter
from testimonies.models.letter import Priority
from testimonies.privacy import tokens
from tests.builders_signing import (
    a_confirmed_signature,
    a_proven,
    an_open_petition,
    link_in,
    shown,
)

pytestmark = pytest.mark.django_db
TOLD = Words(title="Justice", subject="The Seimas has answered", text="It takes it up.")


def one_who_wants_news() -> Signature:
    signature = a_confirmed_signature(wants_news=True)
    Letter.objects.all().delete()
    return signature


def test_news_go_to_whoever_wants_them_behind_everything_else() -> None:
    told = news.write(one_who_wants_news(), TOLD)
    untold = news.write(a_confirmed_signature(name="Another"), TOLD)

    assert told is not None
    assert told.priority == Priority.BULK
    assert untold is None


@pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": "One-Click"}])
def test_one_click_stops_them(client: Client, body: dict[str, str]) -> None:
    signature = one_who_wants_news()
    news.write(signature, TOLD)
    letters.send_bulk()
    [letter] = mail.outbox
    header = letter.message()["List-Unsubscribe"]
    address = re.sub(r"^<https?://[^/]+|>$", "", header)
    assert address == link_in(letter)

    assert "No more news?" in client.get(address).content.decode()
    assert Signature.objects.get().wants_news
    response = Client(enforce_csrf_checks=True).post(address, body)

    assert response.status_code == 200
    assert not Signature.objects.get().wants_news
    assert news.write(Signature.objects.get(), TOLD) is None


def test_an_old_letter_stops_them_for_whoever_has_signed_in_a_stronger_way_since() -> None:
    petition = an_open_petition()
    older = a_confirmed_signature(petition, wants_news=True)
    proven = a_proven(petition, replaces=older.pk, wants_news=True)
    stronger = signing.sign_proven(shown(petition), proven)

    news.stop(older.uuid)

    stronger.refresh_from_db()
    assert news.write(stronger, TOLD) is None


def test_the_link_opens_nothing_else(client: Client) -> None:
    signature = one_who_wants_news()
    others = tokens.make("confirm-signature", signature.uuid)

    assert client.post(f"/en/news/stop/{others}/").status_code == 404
    assert client.post("/en/news/stop/not-a-token/").status_code == 404
    assert Signature.objects.get().wants_news
