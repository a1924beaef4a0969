from __future__ import annotations

import pytest

from tests.instance import Instance
from tests.journeys import telling
from tests.journeys.telling import Witness


@pytest.fixture(scope="session")
def witness(instance: Instance) -> Witness:
    """Eugenija, whose testimony several journeys are about."""
    return telling.tell_everything(instance)
