from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from testimonies.errors import Refusal
from testimonies.models.case import Case
from testimonies.models.channel import Channel
from testimonies.models.conflict import ConflictOfInterest
from testimonies.privacy.encrypted_field import EncryptedField
from testimonies.privacy.references import new_reference

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class Right(models.TextChoices):
    """What the General Data Protection Regulation lets people ask of whoever keeps their data."""

    ACCESS = "access", _("To know what is kept (article 15)")
    RECTIFICATION = "rectification", _("To have something put right (article 16)")
    ERASURE = "erasure", _("To have everything erased (article 17)")
    OBJECTION = "objection", _("That it is used no more (article 21)")


class Asker(models.TextChoices):
    HOLDER = "holder", _("the holder of the case")
    MENTIONED = "mentioned", _("somebody of whom it tells")
    OTHER = "other", _("somebody else")


class Shown(models.TextChoices):
    """How we know that whoever asks is who they say."""

    NOT_YET = "", _("not shown yet")
    CODE = "code", _("by the return code")
    PAPERS = "papers", _("by papers that somebody here has seen")
    MAILBOX = "mailbox", _("by an answer from the address that we know")


class State(models.TextChoices):
    OPEN = "open", _("to be answered")
    WAITING = "waiting", _("waiting until they show who they are")
    #: An erasure that one person has agreed to, and that another carries out.
    AGREED = "agreed", _("to be carried out by a second person")
    GRANTED = "granted", _("granted")
    PARTLY = "partly", _("granted in part")
    REFUSED = "refused", _("refused")
    TAKEN_BACK = "taken_back", _("taken back")


ANSWERED = frozenset({State.GRANTED, State.PARTLY, State.REFUSED})
TO_ANSWER = frozenset({State.OPEN, State.WAITING, State.AGREED})
#: The whole lifecycle. Nothing outside this table can happen.
MOVES: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.WAITING, State.AGREED, *ANSWERED, State.TAKEN_BACK}),
    State.WAITING: frozenset({State.OPEN, State.REFUSED, State.TAKEN_BACK}),
    State.AGREED: frozenset({State.OPEN, State.GRANTED, State.TAKEN_BACK}),
    State.GRANTED: frozenset(),
    State.PARTLY: frozenset(),
    State.REFUSED: frozenset(),
    State.TAKEN_BACK: frozenset(),
}


class Ground(models.TextChoices):
    """Why the law lets us say no, or not quite."""

    NOT_WHO = "not_who", _("They did not show who they are (article 12)")
    EXCESSIVE = "excessive", _("Asked again and again without a new reason (article 12)")
    ARCHIVE = "archive", _("It must be kept for archiving in the public interest (article 17)")
    CLAIMS = "claims", _("It is needed for legal claims (articles 17 and 21)")
    EXPRESSION = "expression", _("Somebody else's freedom to tell what happened (article 17)")
    NOTHING_KEPT = "nothing_kept", _("Nothing about them is kept here")


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def lock(self, pk: int) -> DataRequest:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def to_answer(self) -> DataRequestQuerySet:
        return self.filter(state__in=TO_ANSWER)

    def overdue(self, on: date | None = None) -> DataRequestQuerySet:
        """Those that should have been answered before this day. Whom we ask stops the clock."""
        late = self.filter(state__in=[State.OPEN, State.AGREED])
        return late.filter(due_on__lt=on or localdate())

    def visible_to(self, user: User | AnonymousUser) -> DataRequestQuerySet:
        if user.pk is None or not user.has_perm("testimonies.view_datarequest"):
            return self.none()
        named, told = ConflictOfInterest.objects.hidden_cases(user)
        return self.exclude(case__in=named).exclude(case__in=told)


def new_request_reference() -> str:
    return new_reference("D", 8)


class DataRequest(models.Model):
    """Somebody uses a right over their own data. One month to answer, three at the most."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(
        max_length=10, unique=True, default=new_request_reference, editable=False
    )
    #: Empty where it concerns no case that we know.
    case = models.ForeignKey(
        Case, null=True, on_delete=models.PROTECT, related_name="data_requests"
    )
    right = models.CharField(max_length=13, choices=Right)
    asker = models.CharField(max_length=9, choices=Asker, default=Asker.HOLDER)
    shown = models.CharField(max_length=7, choices=Shown, blank=True, default=Shown.NOT_YET)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.WEB)
    language = models.CharField(max_length=2)
    #: {"words", "name", "contact"}: what they ask, who they say they are, how to reach them
    told = EncryptedField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    received_on = models.DateField()
    #: One month later; moved by the days that we waited for them, and by an extension.
    due_on = models.DateField()
    asked_who_on = models.DateField(null=True)
    extended_at = models.DateTimeField(null=True)
    #: {"words"}: what we wrote last, as it was sent
    answer = EncryptedField(null=True)
    ground = models.CharField(max_length=12, choices=Ground, blank=True)
    #: Staff who wrote it down; nobody where it came by return code.
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    #: Who erased what another person had agreed to.
    carried_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request about data")
        verbose_name_plural = _("requests about data")
        permissions = [
            ("answer_datarequest", "Can answer requests about data"),
            ("erase_case", "Can erase a case that somebody else agreed to erase"),
            ("open_vault", "Can see how a submitter is reached"),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(state__in=["open", "waiting", "agreed"]),
                name="requests_to_answer",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "right"],
                condition=Q(state__in=["open", "waiting", "agreed"], asker="holder"),
                name="a_right_is_asked_for_once_at_a_time",
            ),
            models.CheckConstraint(
                name="request_ended_means_dated",
                condition=Q(
                    state__in=["granted", "partly", "refused", "taken_back"],
                    ended_at__isnull=False,
                )
                | Q(state__in=["open", "waiting", "agreed"], ended_at=None),
            ),
            models.CheckConstraint(
                name="a_request_is_answered_by_somebody",
                condition=~Q(state__in=["agreed", "granted", "partly", "refused"])
                | Q(decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_no_has_a_ground",
                condition=~Q(state__in=["refused", "partly"]) | ~Q(ground=""),
            ),
            models.CheckConstraint(
                name="nothing_is_granted_to_nobody_knows_whom",
                condition=~Q(state__in=["agreed", "granted", "partly"]) | ~Q(shown=""),
            ),
            models.CheckConstraint(
                name="two_people_erase",
                condition=Q(carried_out_by=None)
                | Q(right="erasure", state="granted", decided_by__isnull=False)
                & ~Q(carried_out_by=F("decided_by")),
            ),
            models.CheckConstraint(
                name="a_holders_erasure_is_carried_out",
                condition=~Q(right="erasure", state="granted", asker="holder")
                | Q(carried_out_by__isnull=False),
            ),
            models.CheckConstraint(
                name="not_later_than_three_months",
                # A month has 31 days at most; the days that we waited for them are their own.
                condition=Q(asked_who_on__isnull=False)
                | Q(due_on__lte=F("received_on") + timedelta(days=93)),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_to_answer(self) -> bool:
        return self.state in TO_ANSWER

    @property
    def is_whole_erasure(self) -> bool:
        """A holder wants all of a case erased: that takes two people, and is done or not done."""
        is_of_holder = self.right == Right.ERASURE and self.asker == Asker.HOLDER
        return is_of_holder and self.case_id is not None

    @property
    def ends_every_use(self) -> bool:
        """A holder wants nothing of a case used any more."""
        is_of_holder = self.right == Right.OBJECTION and self.asker == Asker.HOLDER
        return is_of_holder and self.case_id is not None

    def must_allow(self, to: State) -> None:
        here = State(self.state)
        if to not in MOVES[here]:
            raise Refusal(
                _("A request that is “%(here)s” cannot become “%(to)s”.")
                % {"here": here.label, "to": to.label}
            )
