"""Bundles on their way, by the real actions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from petitions.bundles import actions as bundles
from petitions.bundles import queries
from petitions.deliveries import actions as deliveries
from petitions.deliveries import links
from petitions.deliveries.connections import actions as connections
from petitions.deliveries.entering import actions as entering
from petitions.deliveries.responding import actions as responding
from petitions.models import (
    Bundle,
    BundleRule,
    Connection,
    Delivery,
    InstitutionResponse,
    Petition,
    PetitionTarget,
)
from petitions.models.bundle import Content
from petitions.models.connection import Kind
from testimonies.models import Institution, TargetProfile
from tests.builders_review import a_release_officer, an_administrator
from tests.builders_signing import a_confirmed_signature, an_open_petition
from tests.restored import restored


def a_target(petition: Petition, institution: str = "gov-lt") -> PetitionTarget:
    return petition.targets.get(profile__institution__code=institution)


@restored
def a_petition_with(*names: str) -> Petition:
    """An open petition, signed and confirmed by people of these names."""
    petition = an_open_petition()
    for name in names:
        a_confirmed_signature(petition, name=name, email=f"{abs(hash(name))}@example.org")
    return petition


@restored
def a_frozen_bundle(petition: Petition | None = None) -> Bundle:
    petition = petition or a_petition_with("Ona Petraitė", "Mārtiņš Ozols")
    return bundles.freeze(a_target(petition).pk, now())


def a_sealed_bundle(petition: Petition | None = None) -> Bundle:
    if petition is None:
        return bundles.finish(_a_sealed_bundle())
    return bundles.finish(a_frozen_bundle(petition).pk)


@restored
def _a_sealed_bundle() -> int:
    return bundles.finish(a_frozen_bundle().pk).pk


def a_released_bundle(petition: Petition | None = None) -> Bundle:
    if petition is None:
        return Bundle.objects.get(pk=_a_released_bundle())
    return _released(a_sealed_bundle(petition))


@restored
def _a_released_bundle() -> int:
    return _released(a_sealed_bundle()).pk


def _released(bundle: Bundle) -> Bundle:
    bundles.release(bundle.pk, by=a_release_officer(), reason="Checked in DigiDoc")
    return Bundle.objects.get(pk=bundle.pk)


def with_two_officers(institution: str = "gov-lt") -> None:
    """Everything to this institution leaves on the word of two."""
    TargetProfile.objects.filter(institution__code=institution).update(second_release=True)


def a_proposed_bundle(petition: Petition | None = None) -> Bundle:
    """One officer agreed; it waits for another."""
    bundle = a_sealed_bundle(petition)
    with_two_officers()
    return bundles.propose(bundle.pk, by=a_release_officer(), reason="Checked in DigiDoc")


def a_sent_delivery(petition: Petition | None = None) -> Delivery:
    if petition is None:
        return deliveries.send(_a_sent_delivery())
    return deliveries.send(Delivery.objects.get(bundle=a_released_bundle(petition)).pk)


@restored
def _a_sent_delivery() -> int:
    return deliveries.send(Delivery.objects.get(bundle=a_released_bundle()).pk).pk


def an_acknowledged_delivery() -> Delivery:
    return acknowledged(a_sent_delivery())


def acknowledged(delivery: Delivery) -> Delivery:
    return deliveries.acknowledge(delivery.pk, registry_number="10-2/1", clerk="R. Kazlauskas")


def a_desk_token(delivery: Delivery) -> str:
    return links.token_of(delivery)


def a_rule(
    target: PetitionTarget, *, since: datetime | None = None, zone: str = "UTC", **times: str
) -> BundleRule:
    """Turned on at that moment: every minute, unless the fields of a crontab are given."""
    crontab = CrontabSchedule.objects.create(timezone=zone, **times)
    schedule = PeriodicTask.objects.create(
        name=f"Schedule {crontab.pk}",
        task=queries.MAKES_BUNDLES,
        args=f"[{target.pk}]",
        crontab=crontab,
    )
    rule = bundles.keep_times(schedule.pk, target.pk, anew=False)
    turned_on(rule, since or rule.since)
    return BundleRule.objects.get(pk=rule.pk)


def turned_on(rule: BundleRule, since: datetime) -> None:
    """As if somebody had turned it on then."""
    BundleRule.objects.filter(pk=rule.pk).update(since=since)


def open_desk(client: Client, delivery: Delivery) -> None:
    """A clerk comes in by the passcode that somebody tells them by telephone."""
    code = entering.tell_passcode(delivery.pk, by=a_release_officer())
    with translation.override("en"):
        door = reverse("petitions:desk-door", args=[a_desk_token(delivery)])
    assert client.post(door, {"code": code}).status_code == 302


def a_question(delivery: Delivery) -> InstitutionResponse:
    return responding.ask(delivery.pk, text="Which law is it?", clerk="R. Kazlauskas")


def with_address(email: str, institution: str = "gov-lt") -> None:
    Institution.objects.filter(code=institution).update(email=email)


def records_of(petition: Petition) -> Bundle:
    return bundles.freeze(a_target(petition).pk, now(), content=Content.RECORDS)


def sent_by(channel: str, institution: str = "gov-lt") -> None:
    """From now on, bundles for this institution go by this channel."""
    TargetProfile.objects.filter(institution__code=institution).update(channel=channel)


def a_connection(institution: str = "gov-lt", **told: Any) -> Connection:
    known = {
        "channel": Kind.SFTP,
        "server": "sftp.example.org",
        "username": "atmintis",
        "secret": {"password": "let us in"},
    }
    connection = Connection(
        institution=Institution.objects.get(code=institution), **{**known, **told}
    )
    return connections.write_down(connection, changed=["server"], by=an_administrator())
