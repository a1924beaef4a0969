"""What every test stands on: real PostgreSQL, real Redis, keys and mail in a folder of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.core.cache import cache
from django.utils import translation
from pytest_django import DjangoDbBlocker, Settings

from config import middleware
from config.local.authority import Authority, running_authority
from testimonies import snapshots
from tests import emptying, forks, restored
from tests.instance import Instance, prepared_home, running_instance
from tests.petitions.signing.eid.provider import Provider, running
from tests.spreading import OneInstance, place

#: What is tried many times says what holds; how long each took says how busy the machine is.
hypothesis.settings.register_profile(
    "whenever", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("whenever")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        emptying.prepare()


@pytest.fixture(scope="session", autouse=True)
def _no_process_is_left() -> Iterator[None]:
    yield
    forks.stop()


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, settings: Settings) -> None:
    """The mail, files and bundles of one test never meet those of another."""
    settings.MAIL_ROOT = tmp_path / "mail"
    settings.BUNDLES_ROOT = tmp_path / "bundles"
    settings.DROP_ROOT = tmp_path / "drop"
    settings.GATEWAY_ROOT = tmp_path / "gateway"
    settings.UPLOADS_ROOT = tmp_path / "uploads"
    settings.CARDS_ROOT = tmp_path / "cards"
    evidence = settings.STORAGES["evidence"]
    settings.STORAGES = settings.STORAGES | {
        "evidence": evidence
        | {"OPTIONS": evidence["OPTIONS"] | {"location": str(tmp_path / "files")}}
    }


@pytest.fixture(autouse=True)
def _what_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    restored.begin(monkeypatch)


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """Limits count per address, and all tests come from one; pages keep a moment's copy.

    And no test speaks the language of a page that the one before it has read.
    """
    translation.deactivate()
    cache.clear()
    snapshots.forget_everything()
    middleware.KEPT.clear()


@pytest.fixture
def _within_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is: the clock of what pages keep stands still."""
    for module in (snapshots, middleware):
        monkeypatch.setattr(module, "monotonic", lambda: 1_000.0)


@pytest.fixture(scope="session")
def country_login() -> Iterator[Provider]:
    """A real provider of identities, for journeys that leave for it and come back."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # it listens on this machine only
    with running("country") as provider:
        yield provider


@pytest.fixture(scope="session")
def instance(
    tmp_path_factory: pytest.TempPathFactory, country_login: Provider
) -> Iterator[Instance]:
    """One for all journeys of a process; the space in its path is on purpose."""
    known = json.dumps([country_login.setting])
    home = prepared_home(tmp_path_factory.mktemp("a home "))
    with running_instance(home, OIDC_PROVIDERS=known) as started:
        country_login.site = started.url
        yield started


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    """A real timestamp and OCSP service, and a seal that both of them know."""
    with running_authority(tmp_path_factory.mktemp("authority")) as running:
        yield running


@pytest.fixture(scope="session")
def root(authority: Authority) -> Path:
    """The certificate in which every chain of the TEST authority ends."""
    return authority.trust_store / "root.pem"


@pytest.fixture
def with_authority(authority: Authority, settings: Settings) -> Authority:
    """The settings of an installation that can make lasting seals, and check them."""
    settings.SEAL_P12 = authority.seal_p12
    settings.SEAL_P12_PASSWORD = authority.password
    settings.TSA_URL = authority.tsa_url
    settings.OCSP_URL = authority.ocsp_url
    settings.TRUST_STORE = authority.trust_store
    return authority


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: place(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneInstance:
    config.option.loadscopereorder = False  # the order of the items is the order of the work
    return OneInstance(config, log)
