"""Petitions whose time is over, by the real actions; only the clock is moved."""

from __future__ import annotations

from typing import Any

from django.db import connection

from petitions.bundles import actions as bundles
from petitions.deliveries import actions as deliveries
from petitions.models import Bundle, Delivery, Erasure, Petition
from petitions.retention import actions as retention
from petitions.signing import actions as signing
from tests.builders_bundles import a_target, acknowledged
from tests.builders_review import a_release_officer
from tests.builders_signing import a_confirmed_signature, an_open_petition, close
from tests.restored import restored

YEARS = "800 days"


@restored
def a_petition_with_people(*names: str, **answers: Any) -> Petition:
    """Open, for one institution, signed and confirmed by people of these names."""
    petition = an_open_petition(targets=("gov-lt-letter",))
    for number, name in enumerate(names):
        a_confirmed_signature(petition, name=name, email=f"who{number}@example.org", **answers)
    signing.count_signatures()
    return petition


def delivered(petition: Petition, institution: str = "gov-lt") -> Delivery:
    """All that is new for the institution, acknowledged there."""
    return acknowledged(sent(petition, institution))


def sent(petition: Petition, institution: str = "gov-lt") -> Delivery:
    frozen = bundles.freeze_what_is_new(a_target(petition, institution).pk)
    bundle = bundles.finish(frozen[0].pk)
    bundles.release(bundle.pk, by=a_release_officer(), reason="Checked in DigiDoc")
    return deliveries.send(Delivery.objects.get(bundle=bundle).pk)


def years_pass() -> None:
    """Everything that happened did so long ago. Triggers and constraints stay in force."""
    _earlier("petitions_delivery", "acknowledged_at")
    _earlier("petitions_petition", "closed_at")
    _earlier("petitions_signature", "ended_at")


@restored
def an_overdue_petition(*names: str) -> Petition:
    """Delivered, acknowledged and closed, and long after that."""
    petition = a_petition_with_people(*(names or ("Ona Petraitė", "Mārtiņš Ozols")))
    delivered(petition)
    close(petition)
    years_pass()
    return petition


def erased(report: Erasure | None = None) -> Erasure:
    """As an officer and a worker do."""
    return retention.work_on(begun(report).pk)


def begun(report: Erasure | None = None) -> Erasure:
    report = report or retention.look()
    return retention.begin(report.pk, by=a_release_officer(), reason="Its time is over")


def only_bundle() -> Bundle:
    return Bundle.objects.select_related("target__petition", "target__profile__institution").get()


def _earlier(table: str, column: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = {column} - %s::interval", [YEARS])  # noqa: S608
