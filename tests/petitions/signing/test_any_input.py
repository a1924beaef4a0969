"""Whatever arrives, the answer is a page: never a failure, never a lost value."""

from html import unescape
from time import time
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from petitions.models import Petition, Signature
from petitions.signing import form_token, rules
from petitions.signing.rules import Signing
from testimonies.privacy import tokens
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db

MANY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TEXT = st.text(max_size=300)
FIELDS = ["name", "email", "country", "display", "wants_news", "institutions", "send"]
FORMS = st.dictionaries(
    st.sampled_from([*FIELDS, "stamp", "website", "other"]), TEXT | st.lists(TEXT, max_size=3)
)


@pytest.fixture
def petition() -> Petition:
    return builders.an_open_petition()


@MANY
@given(typed=FORMS)
def test_any_form_gets_a_page(petition: Petition, typed: dict[str, str | list[str]]) -> None:
    response = Client().post(f"/en/petitions/{petition.slug}/sign/", typed)

    assert response.status_code in {302, 422}


@MANY
@given(name=st.text(min_size=1, max_size=250), email=st.text(max_size=80))
def test_what_was_typed_stands_in_the_form_again(
    petition: Petition, name: str, email: str
) -> None:
    typed = builders.what_is_typed(petition, name=name, email=email, country="")

    response = Client().post(f"/en/petitions/{petition.slug}/sign/", typed)

    page = response.content.decode()
    for name_of_field, value in (("name", name), ("email", email)):
        start = page.index(f'name="{name_of_field}"')
        tag = page[start : page.index(">", start)]
        shown = unescape(tag.partition('value="')[2].partition('"')[0])
        assert shown.split() == value.split()


@MANY
@given(name=st.text(min_size=1, max_size=rules.LONGEST_NAME).filter(rules.is_printable))
def test_a_printable_name_is_kept_as_written(petition: Petition, name: str) -> None:
    Signature.objects.all().delete()
    typed = builders.what_is_typed(petition, name=name)

    response = Client().post(f"/en/petitions/{petition.slug}/sign/", typed)

    if response.status_code == 302:
        assert Signature.objects.get().personal["name"] == rules.tidy(name)
    else:
        assert not name.strip()


@MANY
@given(token=st.text(max_size=100))
def test_any_token_gets_the_plain_page(petition: Petition, token: str) -> None:
    assert tokens.read(rules.CONFIRM_LINK, token) is None
    part = quote(token, safe="")
    for address in (f"confirm/{part}", part, f"{part}/withdraw"):
        assert Client().get(f"/en/signatures/{address}/").status_code == 404


@given(stamp=st.text(max_size=100))
def test_no_invented_stamp_is_taken(stamp: str) -> None:
    petition = Petition()

    verdict = form_token.judge(stamp, petition.uuid, at=time())

    assert verdict == form_token.Verdict.NOT_OURS


@given(name=st.text(), email=st.emails())
def test_rules_take_anything(name: str, email: str) -> None:
    rules.in_a_letter(name)
    rules.shown_as(rules.tidy(name), "initials")

    assert rules.mailbox(email) == rules.mailbox(rules.address(email))
    assert "+" not in rules.mailbox(email).rpartition("@")[0][1:]
    assert Signing(rules.tidy(name), rules.address(email), "LV", ()).display == "hidden"


def test_the_page_of_a_signature_shows_markup_as_text() -> None:
    signature = builders.a_signature(name="<script>alert(1)</script> Ona")
    token = tokens.make(rules.CONFIRM_LINK, signature.uuid)

    page = Client().get(f"/en/signatures/confirm/{token}/").content.decode()

    assert "<script>alert" not in page
    tree: Any = html.fromstring(page)
    assert "<script>alert(1)</script> Ona" in tree.text_content()
