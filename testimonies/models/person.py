from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from testimonies.models.conflict import ConflictOfInterest
from testimonies.models.imported import ListRow
from testimonies.models.submission import Submission
from testimonies.privacy.encrypted_field import EncryptedField

if TYPE_CHECKING:
    from accounts.models import User


class Role(models.TextChoices):
    WITNESS = "witness", _("witness")
    PERSON_DEPORTED = "person_deported", _("person deported or imprisoned")
    FAMILY_MEMBER = "family_member", _("family member")
    FELLOW_DEPORTEE = "fellow_deportee", _("fellow deportee")
    HELPER = "helper", _("helper")
    OFFICIAL = "official", _("official")
    ALLEGED_PERPETRATOR = "alleged_perpetrator", _("person said to have done harm")
    MENTIONED = "mentioned", _("mentioned")


class Sex(models.TextChoices):
    FEMALE = "female", _("Woman or girl")
    MALE = "male", _("Man or boy")
    OTHER = "other", _("Another answer")


class Fate(models.TextChoices):
    """What became of somebody, as far as the person who tells knows."""

    RETURNED = "returned", _("Came back")
    DIED_IN_TRANSIT = "died_in_transit", _("Died on the way")
    DIED_IN_EXILE = "died_in_exile", _("Died in exile")
    DIED_IN_CAMP = "died_in_camp", _("Died in a camp or prison")
    EXECUTED = "executed", _("Was executed")
    STAYED = "stayed", _("Stayed there")
    EMIGRATED = "emigrated", _("Went to another country")
    NOT_TAKEN = "not_taken", _("Was not taken")
    MISSING = "missing", _("Nobody knows: never heard of again")
    UNKNOWN = "unknown", _("I do not know")


#: Fates that say that somebody is no longer alive.
DEAD = frozenset({Fate.DIED_IN_TRANSIT, Fate.DIED_IN_EXILE, Fate.DIED_IN_CAMP, Fate.EXECUTED})
#: The people whom a testimony or a claim is about; everybody else is mentioned beside them.
TOLD_ABOUT = frozenset({Role.WITNESS, Role.PERSON_DEPORTED})


class PersonMentionQuerySet(models.QuerySet["PersonMention"]):
    def hidden_from(self, user: User) -> PersonMentionQuerySet:
        """In cases from which this person keeps away, and rows of lists about those people."""
        named, told = ConflictOfInterest.objects.hidden_cases(user)
        people = ConflictOfInterest.objects.hidden_people(user)
        return self.filter(
            Q(submission__case__in=named)
            | Q(submission__case__in=told)
            | Q(
                identities__ended_at=None,
                identities__verdict__in=["same", "probably"],
                identities__person__in=people,
            )
        )

    def without_conflict(self, user: User) -> PersonMentionQuerySet:
        return self.exclude(pk__in=PersonMention.objects.hidden_from(user).values("pk"))


class PersonMention(models.Model):
    """One person as told in one source. What somebody said, never our conclusion."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(
        Submission, null=True, on_delete=models.PROTECT, related_name="mentions"
    )
    #: The row of a list that tells of them, where it is no submission.
    row = models.OneToOneField(
        ListRow, null=True, on_delete=models.PROTECT, related_name="mention"
    )
    role = models.CharField(max_length=20, choices=Role)
    #: {"birth", "birth_place", "sex", "nationality", "occupation", "label", "death",
    #: "death_place", "death_cause", "place", "note"} as told; each may be missing
    told = EncryptedField()
    birth_edtf = models.CharField(max_length=40, blank=True)
    birth_earliest = models.DateField(null=True)
    birth_latest = models.DateField(null=True)
    death_edtf = models.CharField(max_length=40, blank=True)
    death_earliest = models.DateField(null=True)
    death_latest = models.DateField(null=True)
    fate = models.CharField(max_length=20, choices=Fate, blank=True)
    #: Empty while a worker has still to draw its sketch, by which it is found.
    sketched_at = models.DateTimeField(null=True)

    objects = PersonMentionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], condition=Q(sketched_at=None), name="mentions_to_be_sketched"
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="a_mention_has_one_source",
                condition=Q(submission__isnull=False, row=None)
                | Q(submission=None, row__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"mention {self.pk}"


class NameType(models.TextChoices):
    NOW = "now", _("name now")
    BIRTH = "birth", _("name at birth")
    MARRIED = "married", _("married name")
    BAPTISMAL = "baptismal", _("baptismal name")
    ALSO_KNOWN_AS = "also_known_as", _("also known as")
    NICKNAME = "nickname", _("nickname")
    UNDERGROUND = "underground", _("name in the resistance")
    PSEUDONYM = "pseudonym", _("pen name or assumed name")
    RELIGIOUS = "religious", _("name in religion")
    AS_IN_NKVD_FILE = "as_in_nkvd_file", _("as written in the file of the NKVD")
    RUSSIFIED = "russified", _("Russian form")
    OTHER = "other", _("another spelling")


class NameForm(models.Model):
    """One spelling of a person's name, as written in one source."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mention = models.ForeignKey(PersonMention, on_delete=models.PROTECT, related_name="names")
    type = models.CharField(max_length=20, choices=NameType)
    #: {"given", "patronymic", "surname", "script", "used", "note"}, or {"as_written"}
    written = EncryptedField()

    def __str__(self) -> str:
        return f"name {self.pk}"

    @property
    def full(self) -> str:
        """Given name, patronymic and surname; or what stood there, where nobody took it apart."""
        if self.written.get("as_written"):
            return str(self.written["as_written"])
        parts = (self.written.get(part, "") for part in ("given", "patronymic", "surname"))
        return " ".join(part for part in parts if part)


class Kin(models.TextChoices):
    """What somebody is to the person whom a testimony is about."""

    MOTHER = "mother", _("mother")
    FATHER = "father", _("father")
    SISTER = "sister", _("sister")
    BROTHER = "brother", _("brother")
    WIFE = "wife", _("wife")
    HUSBAND = "husband", _("husband")
    DAUGHTER = "daughter", _("daughter")
    SON = "son", _("son")
    GRANDMOTHER = "grandmother", _("grandmother")
    GRANDFATHER = "grandfather", _("grandfather")
    GRANDCHILD = "grandchild", _("grandchild")
    AUNT_OR_UNCLE = "aunt_or_uncle", _("aunt or uncle")
    COUSIN = "cousin", _("cousin")
    BY_MARRIAGE = "by_marriage", _("related by marriage")
    OTHER = "other", _("another relative")
    NOT_RELATED = "not_related", _("not related")


class Sureness(models.TextChoices):
    CERTAIN = "certain", _("I am sure")
    PROBABLE = "probable", _("I think so")
    HEARD = "heard", _("I have only heard it")


class Relationship(models.Model):
    """What one person mentioned is to another, and how sure the person who tells is of it."""

    of = models.ForeignKey(PersonMention, on_delete=models.PROTECT, related_name="relationships")
    to = models.ForeignKey(PersonMention, on_delete=models.PROTECT, related_name="related")
    kin = models.CharField(max_length=16, choices=Kin)
    certainty = models.CharField(max_length=10, choices=Sureness, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "to"], name="one_relationship_of_two_people"),
            models.CheckConstraint(
                name="nobody_is_related_to_themselves", condition=~Q(of=models.F("to"))
            ),
        ]

    def __str__(self) -> str:
        return f"relationship {self.pk}"
