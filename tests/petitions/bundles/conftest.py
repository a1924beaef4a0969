"""A real timestamp and OCSP service, and a seal that both of them know."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.local.authority import Authority, running_authority


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with running_authority(tmp_path_factory.mktemp("authority")) as running:
        yield running


@pytest.fixture
def root(authority: Authority) -> Path:
    """The certificate in which every chain of the TEST authority ends."""
    return authority.trust_store / "root.pem"
