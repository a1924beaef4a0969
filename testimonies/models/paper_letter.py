from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.errors import Refusal
from testimonies.models.archive_request import ArchiveRequest
from testimonies.models.submission import Message, Submission
from testimonies.privacy.encrypted_field import EncryptedField

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class State(models.TextChoices):
    WAITING = "waiting", _("to be printed")
    PRINTED = "printed", _("printed, to be posted")
    POSTED = "posted", _("posted")
    CAME_BACK = "came_back", _("came back")
    SET_ASIDE = "set_aside", _("not posted")


#: The whole lifecycle; the database knows it too. Printing again moves nothing.
MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.PRINTED, State.SET_ASIDE}),
    State.PRINTED: frozenset({State.POSTED, State.SET_ASIDE}),
    State.POSTED: frozenset({State.CAME_BACK}),
    State.CAME_BACK: frozenset({State.WAITING, State.SET_ASIDE}),
    State.SET_ASIDE: frozenset(),
}


#: To where nobody is reached any more afterwards: whoever erased, handed over, or moved away.
OLD_HOUSE = "reached_elsewhere"
LAST = frozenset({"case_erased", "case_handed_over", OLD_HOUSE})


class WhyBack(models.TextChoices):
    """What the post says when it brings a letter back."""

    UNKNOWN = "unknown", _("nobody of that name lives there")
    MOVED = "moved", _("moved away")
    NO_ADDRESS = "no_address", _("there is no such address, or it is not complete")
    NOT_COLLECTED = "not_collected", _("not collected")
    REFUSED = "refused", _("not accepted")
    DIED = "died", _("the person has died")
    OTHER = "other", _("another reason")


class PaperLetterQuerySet(models.QuerySet["PaperLetter"]):
    def lock(self, pk: int) -> PaperLetter:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def lock_all(self, uuids: Iterable[uuid.UUID]) -> PaperLetterQuerySet:
        """Always in the same order, so that two people never wait for each other crosswise."""
        own = self.select_for_update(no_key=True, of=("self",)).filter(uuid__in=list(uuids))
        return own.order_by("pk")

    def visible_to(self, user: User | AnonymousUser) -> PaperLetterQuerySet:
        """Of what they may open; and last letters, also where everything else is erased."""
        if not user.has_perm("testimonies.view_submission"):
            return self.none()
        own = Submission.objects.without_conflict(user)
        stands = Q(submission__erased_at=None) | Q(kind__in=LAST)
        return self.filter(stands, submission__in=own)

    def to_print(self) -> PaperLetterQuerySet:
        return self.filter(state=State.WAITING)

    def to_post(self) -> PaperLetterQuerySet:
        return self.filter(state=State.PRINTED)

    def back(self) -> PaperLetterQuerySet:
        return self.filter(state=State.CAME_BACK)


class PaperLetter(models.Model):
    """A letter that goes by post: written in the transaction of its reason, printed at the desk.

    It holds neither name nor address, nor words: they are read when it is printed. A last letter
    alone keeps to whom it goes, which stands nowhere else any more, until it is posted.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="paper_letters"
    )
    #: As of mails.
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    #: Whose words stand in it.
    message = models.ForeignKey(
        Message, null=True, on_delete=models.PROTECT, related_name="paper_letters"
    )
    #: A letter to an archive in the name of the case; it goes to the address that stands there.
    request = models.ForeignKey(
        ArchiveRequest, null=True, on_delete=models.PROTECT, related_name="paper_letters"
    )
    #: {"lines"} of a last letter: name and address.
    goes_to = EncryptedField(null=True)
    state = models.CharField(
        max_length=9, choices=State, default=State.WAITING, db_default=State.WAITING
    )
    written_at = models.DateTimeField(db_default=Now(), editable=False)
    #: How often it was printed, and when last and by whom.
    prints = models.PositiveSmallIntegerField(default=0, db_default=0)
    printed_at = models.DateTimeField(null=True)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    posted_on = models.DateField(null=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    came_back_on = models.DateField(null=True)
    why_back = models.CharField(max_length=13, choices=WhyBack, blank=True)

    objects = PaperLetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter by post")
        verbose_name_plural = _("letters by post")
        permissions = [("post_letter", "Can print and post letters")]
        indexes = [
            models.Index(
                fields=["state", "written_at"],
                condition=Q(state__in=["waiting", "printed", "came_back"]),
                name="paper_letters_to_do",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "kind"],
                condition=Q(message__isnull=False),
                name="a_message_is_posted_once",
            ),
            models.CheckConstraint(
                name="a_last_letter_keeps_where_it_goes_until_it_is_posted",
                condition=Q(kind__in=sorted(LAST))
                & (
                    Q(state__in=["waiting", "printed"], goes_to__isnull=False)
                    | Q(goes_to=None) & ~Q(state__in=["waiting", "printed"])
                )
                | Q(goes_to=None) & ~Q(kind__in=sorted(LAST)),
            ),
            models.CheckConstraint(
                name="printed_means_when_and_by_whom",
                condition=Q(state__in=["waiting", "set_aside"])
                | Q(printed_at__isnull=False, printed_by__isnull=False, prints__gte=1),
            ),
            models.CheckConstraint(
                name="posted_means_when_and_by_whom",
                condition=~Q(state__in=["posted", "came_back"])
                | Q(posted_on__isnull=False, posted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="came_back_means_when_and_why",
                condition=~Q(state="came_back")
                | (Q(came_back_on__isnull=False) & ~Q(why_back="")),
            ),
        ]

    def __str__(self) -> str:
        return f"letter by post {self.pk}"

    @property
    def is_last(self) -> bool:
        return self.kind in LAST

    def must_allow(self, to: State) -> None:
        is_too_late = self.is_last and to == State.WAITING  # nobody knows where to any more
        if to not in MOVES[State(self.state)] or is_too_late:
            now, then = State(self.state).label, to.label
            raise Refusal(
                _("This letter is “%(now)s” and cannot become “%(then)s”.")
                % {"now": now, "then": then}
            )
