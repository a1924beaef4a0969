from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from testimonies.models import Institution
from testimonies.privacy.encrypted_field import EncryptedField


class Kind(models.TextChoices):
    """The channels that need a server; its values are those of `Channel`."""

    SFTP = "sftp", "SFTP"
    S3 = "s3", "S3"


class Connection(models.Model):
    """How we reach one institution by one channel: which server, as whom, and where to."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="connections"
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Kind)
    #: SFTP: the name of the machine. S3: the address of the store, with https://.
    server = models.CharField(_("server"), max_length=200)
    port = models.PositiveIntegerField(_("port"), null=True, blank=True)
    #: S3: the id of the access key.
    username = models.CharField(_("name"), max_length=200)
    #: SFTP: a folder, "" for the first one. S3: the bucket, or "bucket/folder".
    place = models.CharField(_("place"), max_length=200, blank=True)
    region = models.CharField(_("region"), max_length=40, blank=True)
    #: SFTP: "ssh-ed25519 AAAA…". Nothing is sent to a server with another key.
    host_key = models.CharField(_("key of the server"), max_length=1500, blank=True)
    #: {"password"} or {"key"}: an SSH private key in the form of OpenSSH
    secret = EncryptedField()

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "channel"], name="one_connection_per_channel"
            ),
            models.CheckConstraint(
                name="a_connection_names_server_and_user",
                condition=~Q(server="") & ~Q(username=""),
            ),
        ]

    def __str__(self) -> str:
        return f"connection {self.pk}"
