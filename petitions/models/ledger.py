from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from petitions.models.petition import Petition
from petitions.models.signature import Assurance, Signature


class Event(models.TextChoices):
    SIGNED = "signed", _("signed")
    #: It takes the place of a weaker signature of the same person, which counts no more.
    UPGRADED = "upgraded", _("replaced by a stronger one")
    WITHDRAWN = "withdrawn", _("withdrawn")
    INVALIDATED = "invalidated", _("no longer counted")
    RESTORED = "restored", _("counted again")


class LedgerEntry(models.Model):
    """One leaf of a petition's ledger: a signature that came to count, or counts no more."""

    petition = models.ForeignKey(
        Petition, on_delete=models.PROTECT, related_name="ledger", db_index=False
    )
    #: From 0, without gaps.
    index = models.BigIntegerField()
    event = models.CharField(max_length=11, choices=Event)
    signature = models.ForeignKey(
        Signature, on_delete=models.PROTECT, related_name="ledger_entries"
    )
    assurance = models.CharField(max_length=14, choices=Assurance)
    country = models.CharField(max_length=2)
    #: When the signature was confirmed, in the site's calendar.
    day = models.DateField()
    #: SHA-256 over a secret salt and what the person told: binds us to it, and tells nothing.
    commitment = models.BinaryField(max_length=32)
    leaf_hash = models.BinaryField(max_length=32)
    appended_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["petition", "index"], name="leaves_are_numbered"),
            models.UniqueConstraint(fields=["petition", "leaf_hash"], name="leaves_differ"),
            models.CheckConstraint(name="leaves_count_from_zero", condition=Q(index__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id}/{self.index} {self.event}"


class LedgerTile(models.Model):
    """Up to 256 neighbouring hashes of a ledger's tree, 32 bytes each (c2sp.org/tlog-tiles)."""

    petition = models.ForeignKey(
        Petition, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    #: 0 holds hashes of leaves; each level above holds hashes of whole tiles.
    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    hashes = models.BinaryField(max_length=8192)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "level", "number"], name="tiles_have_their_places"
            )
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.level}/{self.number}"


class CheckpointKey(models.Model):
    """A key that signs checkpoints, and from when until when it did. Published by its times.

    Which keys are ours the settings say; this table says when.
    """

    #: Ed25519, the public half.
    public = models.BinaryField(max_length=32, unique=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_key_begins_before_it_ends",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("began_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d}"


class Checkpoint(models.Model):
    """The size and root of a ledger at one moment, signed by us. Published, and kept for ever."""

    petition = models.ForeignKey(
        Petition, on_delete=models.PROTECT, related_name="checkpoints", db_index=False
    )
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    #: A signed note (c2sp.org/tlog-checkpoint), exactly as it is published.
    note = models.TextField()
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["petition", "size"], name="one_checkpoint_per_size"),
            models.CheckConstraint(name="a_checkpoint_has_leaves", condition=Q(size__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.size}"


class CheckpointStamp(models.Model):
    """A timestamp service's word that a checkpoint was there at a moment (RFC 3161)."""

    checkpoint = models.OneToOneField(Checkpoint, on_delete=models.PROTECT, related_name="stamp")
    #: The token in DER, over the SHA-256 of the note as it is published.
    token = models.BinaryField()
    #: What the token says.
    stamped_at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"{self.checkpoint_id} {self.stamped_at:%Y-%m-%d %H:%M}"
