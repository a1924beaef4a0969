"""What institutions learn of signatures that are put aside, rejected or counted after all."""

from __future__ import annotations

import pytest
from django.utils.timezone import now

from petitions.bundles import actions as bundles
from petitions.bundles import records
from petitions.models import BundleItem, Signature
from petitions.models.bundle_item import ItemKind
from petitions.models.signature import State
from petitions.signing.quarantine import actions as quarantine
from petitions.signing.quarantine.rules import Verdict
from testimonies.errors import Refusal
from tests.builders_bundles import a_petition_with, a_target
from tests.builders_review import a_moderator
from tests.petitions.signing.quarantine.crowds import set_aside, since_always, worked

pytestmark = pytest.mark.django_db


def freeze(target_id: int) -> list[tuple[str, int]]:
    bundles.freeze(target_id, now())
    items = BundleItem.objects.filter(bundle__target=target_id).order_by("bundle", "position")
    return list(items.values_list("kind", "signature"))


def test_what_was_handed_over_and_is_rejected_is_told_by_the_next_bundle() -> None:
    petition = a_petition_with("Ona Petraitė", "Jonas Petraitis")
    target, signatures = a_target(petition), Signature.objects.order_by("pk")
    freeze(target.pk)
    invalidation = set_aside(petition, since_always(source=""))
    quarantine.reject_all(invalidation.pk, by=a_moderator())
    worked(invalidation)

    items = freeze(target.pk)

    assert items[2:] == [(ItemKind.WITHDRAWAL, each.pk) for each in signatures]
    bundle = BundleItem.objects.filter(kind=ItemKind.WITHDRAWAL)[0].bundle
    assert len(list(records.withdrawal_lines(bundle))) == 2


def test_while_it_is_checked_nobody_is_told_anything() -> None:
    petition = a_petition_with("Ona Petraitė")
    target = a_target(petition)
    freeze(target.pk)
    set_aside(petition, since_always())

    with pytest.raises(Refusal, match="nothing new"):
        freeze(target.pk)


def test_what_is_put_aside_waits_for_the_bundle_after_its_acceptance() -> None:
    petition = a_petition_with("Ona Petraitė", "Jonas Petraitis")
    first, second = Signature.objects.order_by("pk")
    target = a_target(petition)
    Signature.objects.filter(pk=first.pk).update(state=State.QUARANTINED, suspicions=["hasty"])
    assert freeze(target.pk) == [(ItemKind.SIGNATURE, second.pk)]
    before = first.confirmed_at

    quarantine.accept(first.pk, by=a_moderator())

    assert freeze(target.pk)[1:] == [(ItemKind.SIGNATURE, first.pk)]
    first.refresh_from_db()
    assert first.confirmed_at == before


def test_once_an_institution_was_told_nothing_is_taken_up_again() -> None:
    petition = a_petition_with("Ona Petraitė")
    target, signature = a_target(petition), Signature.objects.get()
    freeze(target.pk)
    set_aside(petition, since_always())
    quarantine.reject(signature.pk, verdict=Verdict.TWICE, by=a_moderator())
    freeze(target.pk)

    with pytest.raises(Refusal, match="has been told"):
        quarantine.take_up_again(signature.pk, by=a_moderator())
