from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from petitions.models.bundle import Bundle
from petitions.models.petition import PetitionTarget
from petitions.models.signature import Signature
from testimonies.models import Claim, ConsentRecord, Testimony
from testimonies.privacy.encrypted_field import EncryptedField


class ItemKind(models.TextChoices):
    SIGNATURE = "signature", _("signature")
    WITHDRAWAL = "withdrawal", _("withdrawal notice")
    TESTIMONY = "testimony", _("testimony")
    CLAIM = "claim", _("claim")


class BundleItem(models.Model):
    """One thing in a bundle, and the consent on which it went there."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: What is written a million times is in no index that it need not be in.
    bundle = models.ForeignKey(
        Bundle, on_delete=models.PROTECT, related_name="items", db_index=False
    )
    target = models.ForeignKey(
        PetitionTarget, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=10, choices=ItemKind)
    position = models.PositiveIntegerField()
    signature = models.ForeignKey(
        Signature, null=True, on_delete=models.PROTECT, related_name="bundle_items"
    )
    testimony = models.ForeignKey(
        Testimony, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    claim = models.ForeignKey(
        Claim, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    consent = models.ForeignKey(
        ConsentRecord, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    #: A testimony or claim as it was at the freeze; signatures never change and need none.
    snapshot = EncryptedField(null=True)
    #: When the snapshot was erased, since the time of its bundle was over.
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["testimony"],
                condition=Q(testimony__isnull=False),
                name="items_of_testimonies",
            ),
            models.Index(
                fields=["claim"], condition=Q(claim__isnull=False), name="items_of_claims"
            ),
            models.Index(
                fields=["consent"], condition=Q(consent__isnull=False), name="items_by_consent"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["bundle", "kind", "position"], name="items_are_numbered"
            ),
            models.UniqueConstraint(
                fields=["target", "kind", "signature"], name="a_signature_goes_once_to_a_target"
            ),
            models.UniqueConstraint(
                fields=["target", "kind", "testimony"],
                condition=Q(testimony__isnull=False),
                name="a_testimony_goes_once_to_a_target",
            ),
            models.UniqueConstraint(
                fields=["target", "kind", "claim"],
                condition=Q(claim__isnull=False),
                name="a_claim_goes_once_to_a_target",
            ),
            models.CheckConstraint(
                name="an_item_is_one_thing",
                condition=Q(
                    kind__in=["signature", "withdrawal"],
                    signature__isnull=False,
                    testimony=None,
                    claim=None,
                )
                | Q(kind="testimony", testimony__isnull=False, signature=None, claim=None)
                | Q(kind="claim", claim__isnull=False, signature=None, testimony=None),
            ),
            models.CheckConstraint(
                name="records_go_with_consent_and_snapshot",
                condition=~Q(kind__in=["testimony", "claim"])
                | Q(consent__isnull=False)
                & (Q(snapshot__isnull=False) | Q(erased_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="an_erased_item_has_no_snapshot",
                condition=Q(erased_at=None) | Q(snapshot__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.position} of {self.bundle_id}"
