"""What narrows a list of the desk speaks our words in every language."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.template.loader import select_template
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from lxml import html

from tests.builders_review import a_moderator, an_administrator, signed_in

pytestmark = pytest.mark.django_db
LETTERS, QUEUE = "/admin/testimonies/letter/", "/admin/testimonies/submission/"
CLEAR, COUNT, UNCOUNTED = "Clear all filters", "How many of each", "Without numbers"


def ways(client: Client, address: str) -> list[str]:
    """Above the filters, as they are read."""
    page: Any = html.fromstring(client.get(address).content.decode())
    found = page.xpath("//nav[@id='changelist-filter']/ul[@class='desk-narrowed']//a")
    return [" ".join(each.text_content().split()) for each in found]


def test_a_narrowed_list_can_be_widened_and_counted() -> None:
    client = signed_in(an_administrator())

    assert ways(client, LETTERS) == [COUNT]
    assert ways(client, f"{LETTERS}?state__exact=sent") == [CLEAR, COUNT]
    assert ways(client, f"{LETTERS}?state__exact=sent&_facets=True") == [CLEAR, UNCOUNTED]
    queue = signed_in(a_moderator())
    assert ways(queue, QUEUE) == []
    assert ways(queue, f"{QUEUE}?kind=claim") == [CLEAR]


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES if code != "en"])
def test_it_is_said_in_every_language(language: str) -> None:
    client = signed_in(an_administrator())
    client.cookies["django_language"] = language

    said = ways(client, f"{LETTERS}?state__exact=sent")

    with translation.override(language):
        assert said == [gettext(CLEAR), gettext(COUNT)]
    assert not {CLEAR, COUNT} & set(said)


def test_every_list_that_is_narrowed_has_it() -> None:
    """Also those that have a page of their own: each goes on from ours."""
    of_ours = select_template(["admin/change_list.html"]).template.source

    for each in admin.site._registry.values():
        page: Any = each.change_list_template or "admin/change_list.html"
        source = select_template([page]).template.source
        assert source == of_ours or "block filters" not in source
        assert source == of_ours or '{% extends "admin/change_list.html" %}' in source
