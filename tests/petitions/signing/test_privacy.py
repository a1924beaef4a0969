"""Who signed is told to nobody: not to logs, addresses, other tables or a stolen database."""

import logging

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from petitions.models import Signature
from petitions.signing import actions as signing
from petitions.signing import rules
from testimonies.models import CustodyEvent
from testimonies.privacy import tokens
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db

NAME = "Žydrūnė Pasakaitė-Ožkinienė"
EMAIL = "zydrune.pasakaite@example.net"
TELLING = ("Žydrūnė", "Pasakaitė", "zydrune", "example.net")


def sign_and_withdraw(client: Client) -> list[str]:
    """The whole way, with a mistake at each step; the addresses that a browser went to."""
    petition = builders.an_open_petition()
    form = f"/en/petitions/{petition.slug}/sign/"
    typed = builders.what_is_typed(petition, name=NAME, email=EMAIL)
    client.post(form, typed | {"country": "nowhere"})
    client.post(form, typed | {"stamp": "old"})
    client.post(form, typed, headers={"Origin": "https://elsewhere.example"})
    client.post(form, typed)
    signature = Signature.objects.get()
    link = f"/en/signatures/confirm/{tokens.make(rules.CONFIRM_LINK, signature.uuid)}/"
    page = f"/en/signatures/{signature.reference}/"
    client.get(link)
    client.post(link)
    client.get(page)
    signing.count_signatures()
    client.post(f"{page}withdraw/")
    signing.count_signatures()
    builders.letters_sent()
    return [form, link, page]


def test_logs_name_nobody(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)  # nobody logs SQL

    sign_and_withdraw(client)

    for word in TELLING:
        assert word not in caplog.text


def test_addresses_name_nobody(client: Client) -> None:
    addresses = " ".join(sign_and_withdraw(client))

    for word in TELLING:
        assert word not in addresses


def test_a_stolen_database_names_nobody(client: Client) -> None:
    sign_and_withdraw(client)

    stolen = ""
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f"SELECT t::text FROM {model._meta.db_table} AS t")  # noqa: S608
            stolen += "".join(row for (row,) in cursor.fetchall())

    assert "signature_withdrawn" in stolen
    for word in TELLING:
        assert word not in stolen
        assert word.encode().hex() not in stolen


def test_signing_leaves_no_line_in_the_custody_log(client: Client) -> None:
    sign_and_withdraw(client)

    events = set(CustodyEvent.objects.values_list("event", flat=True))
    assert all(event.startswith("petition.") for event in events)


def test_a_signature_prints_as_its_reference_only() -> None:
    signature = builders.a_signature(name=NAME)

    assert str(signature) == signature.reference
    assert NAME not in repr(signature)


def test_the_answer_does_not_tell_whether_somebody_has_signed(client: Client) -> None:
    petition = builders.an_open_petition()
    form = f"/en/petitions/{petition.slug}/sign/"
    builders.a_confirmed_signature(petition, name=NAME, email=EMAIL)

    known = client.post(form, builders.what_is_typed(petition, name=NAME, email=EMAIL))
    unknown = client.post(form, builders.what_is_typed(petition))

    assert known.status_code == unknown.status_code == 302
    assert known.headers == unknown.headers
    assert known.content == unknown.content
