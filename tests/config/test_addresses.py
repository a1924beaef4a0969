"""Whatever stands in an address, somebody gets a page and never an error of ours."""

from __future__ import annotations

import pytest

from tests.builders_review import a_moderator, signed_in

STRANGE = [
    "/en/archive/?after=%00",
    "/en/archive/testimonies/%00/",
    "/en/signatures/%00/",
    "/en/institutions/%00/",
    "/admin/testimonies/submission/%00/",
    "/admin/testimonies/submission/?language=%00",
    "/admin/testimonies/submission/?q=%00",
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", STRANGE)
def test_an_address_with_a_null_leads_nowhere(address: str) -> None:
    assert signed_in(a_moderator()).get(address).status_code == 404
