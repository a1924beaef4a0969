from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from petitions.models.bundle import Bundle
from petitions.models.petition import Petition
from petitions.models.until_ended import ENDED_BY_SOMEBODY, UntilEnded, UntilEndedQuerySet
from testimonies.errors import Refusal

KEPT = _("A legal hold keeps it: nothing may be erased until the hold is ended.")


class HoldQuerySet(UntilEndedQuerySet["Hold"]):
    def must_have_ended(self) -> None:
        if self.open().exists():
            raise Refusal(KEPT)


class Hold(UntilEnded):
    """A legal hold: nothing of a petition, or of a bundle, is erased until somebody ends it."""

    petition = models.ForeignKey(
        Petition, null=True, on_delete=models.PROTECT, related_name="holds"
    )
    bundle = models.ForeignKey(Bundle, null=True, on_delete=models.PROTECT, related_name="holds")

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_hold_is_on_one_thing",
                condition=Q(petition=None, bundle__isnull=False)
                | Q(petition__isnull=False, bundle=None),
            ),
            models.CheckConstraint(name="a_hold_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="ended_hold_means_by_whom_when_and_why", condition=ENDED_BY_SOMEBODY
            ),
            models.UniqueConstraint(
                fields=["petition"],
                condition=Q(ended_at=None),
                name="one_open_hold_on_a_petition",
            ),
            models.UniqueConstraint(
                fields=["bundle"],
                condition=Q(ended_at=None),
                name="one_open_hold_on_a_bundle",
            ),
        ]
