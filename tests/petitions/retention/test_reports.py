"""A report of what is due says later what became of it."""

from __future__ import annotations

import pytest

from petitions.retention import actions as retention
from tests.builders_retention import an_overdue_petition, erased
from tests.builders_review import a_release_officer, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
DESK = "/admin/petitions/erasure/"


def test_a_report_that_was_followed_is_not_called_unerased() -> None:
    an_overdue_petition("Ona Petraitė")
    report = retention.look()
    client = signed_in(a_release_officer())
    before = client.get(DESK).content.decode()

    erased(report)

    after = client.get(DESK).content.decode()
    assert before.count("nothing was erased") == 2  # one is the filter's
    assert after.count("nothing was erased") == 1
