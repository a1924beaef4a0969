from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from petitions.models.petition import PetitionTarget
from testimonies.errors import Refusal


class State(models.TextChoices):
    FROZEN = "frozen", _("frozen")
    WRITTEN = "written", _("written")
    SEALED = "sealed", _("sealed")
    #: One release officer says that it may leave, and another has to say so too.
    PROPOSED = "proposed", _("waits for a second officer")
    RELEASED = "released", _("released")
    FAILED = "failed", _("failed")
    DISCARDED = "discarded", _("discarded")


MOVES: dict[State, frozenset[State]] = {
    State.FROZEN: frozenset({State.WRITTEN, State.FAILED, State.DISCARDED}),
    State.WRITTEN: frozenset({State.SEALED, State.FAILED, State.DISCARDED}),
    #: Back to written: to be sealed again with what the first seal lacked.
    State.SEALED: frozenset(
        {State.PROPOSED, State.RELEASED, State.WRITTEN, State.FAILED, State.DISCARDED}
    ),
    State.PROPOSED: frozenset({State.RELEASED, State.SEALED, State.DISCARDED}),
    #: Only while no channel has been asked to hand it over: see docs/decisions/0106.
    State.RELEASED: frozenset({State.DISCARDED}),
    State.FAILED: frozenset({State.FROZEN, State.WRITTEN, State.DISCARDED}),
    State.DISCARDED: frozenset(),
}


class Because(models.TextChoices):
    """Why a bundle was made when it was made."""

    HAND = "hand", _("made by hand")
    TIMES = "times", _("its time had come")
    THRESHOLD = "threshold", _("enough had signed")
    CLOSE = "close", _("the petition had closed")
    ANEW = "anew", _("instead of one that was discarded")


class Content(models.TextChoices):
    SIGNATURES = "signatures", _("signatures")
    #: Testimonies and claims travel apart, always encrypted.
    RECORDS = "records", _("testimonies and claims")


#: Discarded, or forgotten when its time was over, and still on the disk.
FILES_TO_REMOVE = Q(removed_at=None) & (Q(state="discarded") | Q(forgotten_at__isnull=False))


class BundleQuerySet(models.QuerySet["Bundle"]):
    def lock(self, pk: int) -> Bundle:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def with_its_petition(self) -> BundleQuerySet:
        """And with whom it goes to: what everybody reads who makes one."""
        return self.select_related("target__petition", "target__profile__institution")

    def unfinished(self) -> BundleQuerySet:
        """A worker still has something to do, or to try again. The row is the queue."""
        waiting = Q(state__in=[State.FROZEN, State.WRITTEN, State.FAILED], stopped_at=None)
        return self.filter(waiting | FILES_TO_REMOVE, next_attempt_at__lte=Now())

    def with_files_to_remove(self) -> BundleQuerySet:
        return self.filter(FILES_TO_REMOVE)

    def living(self) -> BundleQuerySet:
        """Not discarded: what they carry no other bundle carries."""
        return self.exclude(state=State.DISCARDED)

    def being_written(self) -> BundleQuerySet:
        """Somebody may be at its list, and others can help."""
        return self.filter(state=State.FROZEN, next_attempt_at__gt=Now(), attempts__gt=0)


class Bundle(models.Model):
    """A frozen, numbered set of signatures or records for one institution, sealed as one file."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    target = models.ForeignKey(PetitionTarget, on_delete=models.PROTECT, related_name="bundles")
    content = models.CharField(max_length=10, choices=Content, default=Content.SIGNATURES)
    number = models.PositiveIntegerField()
    cut_off = models.DateTimeField()
    because = models.CharField(
        max_length=10, choices=Because, default=Because.HAND, db_default=Because.HAND
    )
    #: What whoever made it by hand said; the name of the schedule.
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    frozen_at = models.DateTimeField(db_default=Now(), editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.FROZEN)
    #: Counts, the head of the custody chain, and what the institution asked, at the freeze.
    frozen = models.JSONField(default=dict)
    #: {member name: SHA-256}, once written; a second writing must give the same.
    members = models.JSONField(default=dict)
    #: The identity of a bundle: SHA-256 (hex) of its bundle.json.
    identity = models.CharField(max_length=64, blank=True)
    #: Below `BUNDLES_ROOT`; SHA-256 and size of the sealed (and, where so, encrypted) file.
    path = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    #: The file that leaves for the institution, beside the sealed one or the sealed one itself.
    outgoing_path = models.CharField(max_length=204, blank=True)
    outgoing_sha256 = models.CharField(max_length=64, blank=True)
    outgoing_size = models.PositiveBigIntegerField(null=True)
    #: SHA-256 of the institution's key for which it is encrypted; empty where it is not.
    outgoing_key = models.CharField(max_length=64, blank=True)
    #: The key, likewise, for which officers let it leave; null until one has agreed.
    agreed_key = models.CharField(max_length=64, null=True)  # noqa: DJ001 (empty: no key)
    #: [{"path", "sha256", "size"}] of the further parts of a bundle too large for one container.
    more_parts = models.JSONField(default=list, db_default=[])
    seal_level = models.CharField(max_length=4, blank=True)
    #: What the DigiDoc library says; null when it was not asked.
    is_valid = models.BooleanField(null=True)
    sealed_at = models.DateTimeField(null=True)
    #: The first of two release officers, where the profile asks for two.
    proposed_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    proposal_reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    release_reason = models.CharField(max_length=300, blank=True)
    discarded_at = models.DateTimeField(null=True)
    discarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    discard_reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    #: When its time was over, so that its files go. The row stays, with counts and digests.
    forgotten_at = models.DateTimeField(null=True)
    #: When the files of a discarded or forgotten bundle were gone.
    removed_at = models.DateTimeField(null=True)
    #: Since when nothing is tried any more, after unexpected errors, until a person says so.
    stopped_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # when officers were told of this failure
    attempts = models.PositiveSmallIntegerField(default=0)
    killed = models.PositiveSmallIntegerField(default=0, db_default=0)  # attempts in a row
    next_attempt_at = models.DateTimeField(db_default=Now())
    problem = models.CharField(max_length=300, blank=True)

    objects = BundleQuerySet.as_manager()

    class Meta:
        verbose_name = _("bundle")
        verbose_name_plural = _("bundles")
        permissions = [("release_bundle", "Can release bundles")]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "content", "number"], name="bundles_are_numbered"
            ),
            models.UniqueConstraint(
                fields=["target", "content", "cut_off"],
                condition=~Q(state="discarded"),
                name="one_bundle_per_cut_off",
            ),
            models.CheckConstraint(
                name="sealed_means_digests_and_date",
                condition=~Q(state__in=["sealed", "proposed", "released"])
                | (~Q(identity="") & ~Q(sha256="") & ~Q(path="") & Q(sealed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="what_leaves_has_a_digest",
                condition=Q(outgoing_path="")
                | (~Q(outgoing_sha256="") & Q(outgoing_size__isnull=False)),
            ),
            models.CheckConstraint(
                name="released_means_by_whom_when_and_why",
                condition=~Q(state="released")
                | (
                    Q(released_by__isnull=False, released_at__isnull=False) & ~Q(release_reason="")
                ),
            ),
            models.CheckConstraint(
                name="discarded_means_by_whom_when_and_why",
                condition=Q(~Q(state="discarded"), discarded_by=None, discarded_at=None)
                | (
                    Q(state="discarded", discarded_by__isnull=False, discarded_at__isnull=False)
                    & ~Q(discard_reason="")
                ),
            ),
            models.CheckConstraint(
                name="files_go_when_discarded_or_forgotten",
                condition=Q(removed_at=None)
                | Q(state="discarded")
                | Q(forgotten_at__isnull=False),
            ),
            models.CheckConstraint(
                name="only_released_is_forgotten",
                condition=Q(forgotten_at=None) | Q(state="released"),
            ),
            models.CheckConstraint(
                name="proposed_means_by_whom_when_and_why",
                condition=(
                    Q(proposed_by__isnull=False, proposed_at__isnull=False)
                    & ~Q(proposal_reason="")
                )
                | (
                    Q(proposed_by=None, proposed_at=None, proposal_reason="")
                    & ~Q(state="proposed")
                ),
            ),
            models.CheckConstraint(
                name="two_different_people_release",
                condition=Q(proposed_by=None)
                | Q(released_by=None)
                | ~Q(proposed_by=F("released_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"bundle {self.target_id}/{self.content}/{self.number}"

    @property
    def has_files_to_remove(self) -> bool:
        is_to_go = self.state == State.DISCARDED or self.forgotten_at is not None
        return is_to_go and self.removed_at is None

    @property
    def is_held(self) -> bool:
        """Nothing of it may be erased: a legal hold is on it, or on its petition."""
        holds = (self.holds, self.target.petition.holds)
        return any(each.open().exists() for each in holds)

    def must_allow(self, to: State) -> None:
        here = State(self.state)
        if to not in MOVES[here]:
            raise Refusal(
                _("A bundle that is “%(here)s” cannot become “%(to)s”.")
                % {"here": here.label, "to": to.label}
            )
