from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from testimonies.errors import Refusal
from testimonies.models import TargetProfile


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    FROZEN = "frozen", _("frozen")
    OPEN = "open", _("open for signatures")
    CLOSED = "closed", _("closed")
    ARCHIVED = "archived", _("archived")


MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.IN_REVIEW}),
    State.IN_REVIEW: frozenset({State.DRAFT, State.FROZEN}),
    State.FROZEN: frozenset({State.OPEN}),
    State.OPEN: frozenset({State.CLOSED}),
    State.CLOSED: frozenset({State.ARCHIVED}),
    State.ARCHIVED: frozenset(),
}


#: Only these may still be changed.
NOT_YET_FROZEN = frozenset({State.DRAFT, State.IN_REVIEW})
#: Where the European Commission itself collects: we link there and nowhere else.
INITIATIVES = "https://citizens-initiative.europa.eu/"


class PetitionQuerySet(models.QuerySet["Petition"]):
    def lock(self, pk: int) -> Petition:
        return self.select_for_update(no_key=True).get(pk=pk)

    def public(self) -> PetitionQuerySet:
        return self.filter(state__in=[State.OPEN, State.CLOSED, State.ARCHIVED])

    def open(self) -> PetitionQuerySet:
        return self.filter(state=State.OPEN)

    def to_sign(self, today: date) -> PetitionQuerySet:
        """Open, and their last day is not over."""
        return self.open().exclude(closes_on__lt=today)

    def overdue(self, today: date) -> PetitionQuerySet:
        """Open, though their last day is over."""
        return self.open().filter(closes_on__lt=today)


class Petition(models.Model):
    """What people demand together, in words that nobody can change once it is open."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    #: SHA-256 of the canonical JSON (RFC 8785) of all languages, set when frozen
    text_digest = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    #: The last day on which people can sign, in the time zone of the site.
    closes_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    #: A registered European Citizens' Initiative on the same matter; signed there, never here.
    initiative_url = models.URLField(max_length=300, blank=True)
    #: One more with every change of the draft, so that nobody writes over what they have not seen.
    version = models.PositiveIntegerField(default=1, db_default=1)
    edited_at = models.DateTimeField(null=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    #: Who froze it: somebody other than the two above.
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sent_back_because = models.TextField(blank=True, default="", db_default="")

    objects = PetitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")
        permissions = [
            ("draft_petition", "Can draft and edit petitions"),
            ("review_petition", "Can send petitions back or freeze them"),
            ("manage_campaign", "Can open, date, close and archive petitions"),
        ]
        constraints = [
            models.CheckConstraint(
                name="frozen_means_digest_and_date",
                condition=Q(state__in=["draft", "in_review"])
                | (~Q(text_digest="") & Q(frozen_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="open_means_dated",
                condition=Q(state__in=["draft", "in_review", "frozen"])
                | Q(opened_at__isnull=False),
            ),
            models.CheckConstraint(
                name="reviewer_is_another_person",
                condition=~Q(reviewed_by=F("submitted_by")) & ~Q(reviewed_by=F("edited_by")),
            ),
            models.CheckConstraint(
                name="archived_means_dated",
                condition=~Q(state="archived") | Q(archived_at__isnull=False),
            ),
            models.CheckConstraint(
                name="initiatives_are_signed_at_the_commission",
                condition=Q(initiative_url="") | Q(initiative_url__startswith=INITIATIVES),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def must_allow(self, to: State) -> None:
        here = State(self.state)
        if to not in MOVES[here]:
            raise Refusal(
                _("A petition that is “%(here)s” cannot become “%(to)s”.")
                % {"here": here.label, "to": to.label}
            )

    def words(self, language: str | None = None) -> PetitionText:
        """The text in this language, or in English, or in whatever there is."""
        by_language = {text.language: text for text in self.texts.all()}
        wanted = language or get_language() or "en"
        return by_language.get(wanted) or by_language.get("en") or next(iter(by_language.values()))


class PetitionText(models.Model):
    """A petition in one language."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=200)
    summary = models.TextField()
    body = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["petition", "language"], name="one_text_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.language}"


class PetitionTarget(models.Model):
    """One institution to which a petition goes, and by which of its rules."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="targets")
    profile = models.ForeignKey(TargetProfile, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    #: Of the profile as they were when the petition was frozen; they never move afterwards.
    threshold = models.PositiveIntegerField(null=True)
    window_days = models.PositiveSmallIntegerField(null=True)
    #: How long signatures are kept after the acknowledgement, at the longest.
    retention_days = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("institution of a petition")
        verbose_name_plural = _("institutions of petitions")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["petition", "profile"], name="one_target_per_profile")
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} → {self.profile_id}"
