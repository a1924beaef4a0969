from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Part(models.TextChoices):
    SIGNING = "signing", _("Signing")
    NEW_PETITIONS = "new-petitions", _("New petitions")
    STATISTICS = "statistics", _("Statistics")
    BULK_MAIL = "bulk-mail", _("Bulk mail")


#: What an administrator reads before turning one off.
WHILE_OFF: dict[str, str | Promise] = {
    Part.SIGNING: _(
        "Nobody can sign; the form says so and keeps what was typed. Confirming by the link in "
        "a letter, withdrawing and reading go on."
    ),
    Part.NEW_PETITIONS: _("No petition can be drafted. Those that are there go on."),
    Part.STATISTICS: _(
        "Pages and the interface for machines show how many have signed, and not from where, "
        "how and for whom."
    ),
    Part.BULK_MAIL: _(
        "News to many people wait. Letters that somebody has asked for, such as the link to "
        "confirm, still go out."
    ),
}


class Switch(models.Model):
    """A part of the site that an administrator can turn off for a while."""

    part = models.SlugField(max_length=20, unique=True, choices=Part)
    is_on = models.BooleanField(default=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.TextField(blank=True)
    turned_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("switch")
        verbose_name_plural = _("switches")
        permissions = [("turn_switch", "Can turn parts of the site off and on")]
        constraints = [
            models.CheckConstraint(
                name="off_means_who_when_and_why",
                condition=Q(is_on=True)
                | (Q(by__isnull=False, turned_at__isnull=False) & ~Q(reason="")),
            )
        ]

    def __str__(self) -> str:
        return self.part
