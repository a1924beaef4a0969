"""A real timestamp and OCSP service, and a seal that both of them know."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from config.local.authority import Authority, running_authority


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
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
