"""One identity signs once, from however many windows at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from petitions.models import Signature
from petitions.models.signature import Assurance
from petitions.signing.eid import actions
from petitions.signing.rules import Proven
from testimonies.errors import Refusal
from tests.builders_signing import a_confirmed_signature, an_open_petition, shown

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


def test_the_same_identity_at_once_is_counted_once() -> None:
    petition = an_open_petition()
    campaign, start = shown(petition), Barrier(AT_ONCE)
    born = {"birth_date": "2000-01-01"}
    weaker = a_confirmed_signature(
        petition, name="Mari Maasikas", email="mari@example.org", told=born
    )
    proven = Proven(
        name="Mari Maasikas",
        assurance=Assurance.EID,
        identity="EE:60001019906",
        country="EE",
        targets=tuple(target.pk for target in campaign.targets),
        language="en",
        email="mari@example.org",
    )

    def sign(_window: int) -> str:
        start.wait()
        try:
            return actions.sign_identified(campaign, proven).reference
        except Refusal:
            return "again"
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as windows:
        references = set(windows.map(sign, range(AT_ONCE)))

    [living] = Signature.objects.living()
    weaker.refresh_from_db()
    assert living.assurance == Assurance.EID
    assert references - {"again"} == {living.reference}
    assert weaker.replaced_by == living
