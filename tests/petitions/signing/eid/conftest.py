"""Two real providers, and the way through one of them as a browser goes it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client
from pytest_django import Settings

from petitions.models import Petition
from petitions.signing.eid import protocol
from tests.petitions.signing.eid.provider import Manners, Provider, running


@pytest.fixture(scope="session")
def _doors() -> Iterator[tuple[Provider, Provider]]:
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # it listens on this machine only
    with running("tara") as one, running("eparaksts") as other:
        yield one, other


@pytest.fixture
def provider(_doors: tuple[Provider, Provider], settings: Settings) -> Provider:
    """Both are configured; this is the first."""
    protocol.forget_what_was_published()
    for each in _doors:
        each.manners = Manners()
    settings.OIDC_PROVIDERS = json.dumps([each.setting for each in _doors])
    return _doors[0]


@pytest.fixture
def other_provider(_doors: tuple[Provider, Provider], provider: Provider) -> Provider:
    return _doors[1]


def form_of(petition: Petition) -> str:
    return f"/en/petitions/{petition.slug}/sign/identified/"


def leave(client: Client, petition: Petition, door: str = "tara") -> str:
    """The address at the provider to which a browser is sent."""
    response = client.get(f"/en/petitions/{petition.slug}/sign/identify/{door}/")
    assert response.status_code == 302, response
    return str(response["Location"])


def come_back_from(address: str) -> str:
    """What the provider answers to a browser, as the address on our side to which it sends it."""
    answer = requests.get(address, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def identify(client: Client, petition: Petition, door: str = "tara") -> Any:
    """All the way, until the last redirect is followed."""
    return client.get(come_back_from(leave(client, petition, door)), follow=True)


def typed(client: Client, petition: Petition, **answers: object) -> dict[str, object]:
    """The form as a browser sends it."""
    page = client.get(form_of(petition))
    ticket = str(page.context["held"].ticket) if page.context else ""
    return {"country": "EE", "send": "all", "ticket": ticket} | answers
