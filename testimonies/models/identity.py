from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from testimonies.models.conflict import ConflictOfInterest
from testimonies.models.person import NameForm, PersonMention
from testimonies.privacy.encrypted_field import EncryptedField
from testimonies.privacy.references import new_reference

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class Sketch(models.Model):
    """What is compared of a mention, and the keys by which it is found. Made anew at any time."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mention = models.OneToOneField(PersonMention, on_delete=models.CASCADE, related_name="sketch")
    #: Keyed hashes of two or more features together, cut to 20 bits: decision 0152.
    keys = ArrayField(models.IntegerField())
    #: As `people.features.Features` writes it.
    features = EncryptedField()

    class Meta:
        # Without the list of what is still to be sorted in, which every question would read.
        indexes = [GinIndex(fields=["keys"], name="sketches_by_key", fastupdate=False)]

    def __str__(self) -> str:
        return f"sketch of {self.mention_id}"


def new_person_reference() -> str:
    return new_reference("P", 8)


class PersonQuerySet(models.QuerySet["Person"]):
    def lock(self, pk: int) -> Person:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def visible_to(self, user: User | AnonymousUser) -> PersonQuerySet:
        if user.pk is None or not user.has_perm("testimonies.view_person"):
            return self.none()
        hidden = PersonMention.objects.hidden_from(user)
        theirs = IdentityAssertion.objects.current().filter(
            verdict__in=[Verdict.SAME, Verdict.PROBABLY], mention__in=hidden
        )
        named = ConflictOfInterest.objects.hidden_people(user)
        return self.exclude(pk__in=named).exclude(pk__in=theirs.values("person"))


class Person(models.Model):
    """Our conclusion: one human being, of whom several sources may tell."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(
        max_length=10, unique=True, default=new_person_reference, editable=False
    )
    #: One of the names that its sources write. Nothing is copied from them.
    preferred_name = models.ForeignKey(
        NameForm, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = pgettext_lazy("whom testimonies tell of", "people")
        permissions = [("judge_identity", "Can say who is the same person")]

    def __str__(self) -> str:
        return self.reference


class Verdict(models.TextChoices):
    SAME = "same", _("the same person")
    PROBABLY = "probably", _("probably the same person")
    POSSIBLY = "possibly", _("possibly the same person")
    NOT_SAME = "not_same", _("somebody else")


class IdentityAssertionQuerySet(models.QuerySet["IdentityAssertion"]):
    def current(self) -> IdentityAssertionQuerySet:
        return self.filter(ended_at=None)


class IdentityAssertion(models.Model):
    """What somebody of the staff said of a mention and a person. It ends, and is never changed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mention = models.ForeignKey(PersonMention, on_delete=models.CASCADE, related_name="identities")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assertions")
    verdict = models.CharField(max_length=10, choices=Verdict)
    #: How much spoke for it on that day, of 100; nobody's verdict follows from it.
    certainty = models.PositiveSmallIntegerField(validators=[MaxValueValidator(100)])
    #: Which fields agreed and which differed on that day.
    agreed = ArrayField(models.CharField(max_length=16), default=list)
    differed = ArrayField(models.CharField(max_length=16), default=list)
    #: {"words"}
    reasons = EncryptedField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True)
    #: Who took it back; nobody where its source was withdrawn.
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    superseded_by = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="supersedes"
    )

    objects = IdentityAssertionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mention", "person"],
                condition=Q(ended_at=None),
                name="one_current_verdict_of_a_mention_and_a_person",
            ),
            models.UniqueConstraint(
                fields=["mention"],
                condition=Q(ended_at=None, verdict="same"),
                name="a_mention_is_the_same_as_one_person",
            ),
            models.CheckConstraint(
                name="a_superseded_verdict_has_ended",
                condition=Q(superseded_by=None) | Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="certainty_is_of_a_hundred", condition=Q(certainty__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"identity assertion {self.pk}"

    @property
    def begins_a_person(self) -> bool:
        """Nothing was compared: a person of whom one source tells."""
        return self.verdict == Verdict.SAME and not self.agreed and not self.differed
