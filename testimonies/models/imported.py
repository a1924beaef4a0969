from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from testimonies.errors import Refusal
from testimonies.evidence.kept_path import KeptPath
from testimonies.lists.kinds import Problem
from testimonies.privacy.encrypted_field import EncryptedField


class Licence(models.TextChoices):
    """On what terms the holder of a list lets us use it."""

    PUBLIC_DOMAIN = "public-domain", _("Public domain")
    CC0 = "cc0-1.0", _("CC0 1.0")
    CC_BY = "cc-by-4.0", _("CC BY 4.0")
    CC_BY_SA = "cc-by-sa-4.0", _("CC BY-SA 4.0")
    CC_BY_NC = "cc-by-nc-4.0", _("CC BY-NC 4.0")
    ODBL = "odbl-1.0", _("ODbL 1.0")
    AGREEMENT = "agreement", _("An agreement with the holder")
    UNKNOWN = "unknown", _("Nobody knows: for our own work only")


class SourceList(models.Model):
    """A list that somebody keeps. Its editions are the files that we were given."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, unique=True)
    holder = models.CharField(max_length=200)
    licence = models.CharField(max_length=20, choices=Licence)
    #: Where the agreement lies, or what the licence asks of us.
    terms = models.CharField(max_length=300, blank=True, default="", db_default="")
    #: What the people in it are, and what happened to all of them; empty where it says neither.
    role = models.CharField(max_length=20)
    episode = models.CharField(max_length=24, blank=True, default="", db_default="")

    def __str__(self) -> str:
        return f"list {self.pk}"


class State(models.TextChoices):
    READING = "reading", _("being read")
    UNREADABLE = "unreadable", _("not readable")
    READ = "read", _("read: say what its columns are")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked: nothing has been taken yet")
    IMPORTING = "importing", _("being imported")
    RELATING = "relating", _("families are being put together")
    IMPORTED = "imported", _("imported")
    SET_ASIDE = "set_aside", _("set aside")


MOVES: dict[State, frozenset[State]] = {
    State.READING: frozenset({State.UNREADABLE, State.READ, State.SET_ASIDE}),
    State.UNREADABLE: frozenset({State.READING, State.SET_ASIDE}),
    State.READ: frozenset({State.READING, State.CHECKING, State.SET_ASIDE}),
    State.CHECKING: frozenset({State.CHECKED}),
    State.CHECKED: frozenset({State.READING, State.CHECKING, State.IMPORTING, State.SET_ASIDE}),
    State.IMPORTING: frozenset({State.RELATING}),
    State.RELATING: frozenset({State.IMPORTED}),
    State.IMPORTED: frozenset(),
    State.SET_ASIDE: frozenset(),
}
#: A worker has something to do; the row is the queue.
WORK = (State.READING, State.CHECKING, State.IMPORTING, State.RELATING)
#: Its rows are in, or on their way.
TAKEN_IN = (State.IMPORTING, State.RELATING, State.IMPORTED)


class ListEditionQuerySet(models.QuerySet["ListEdition"]):
    def lock(self, pk: int) -> ListEdition:
        return self.select_for_update(no_key=True, of=("self",)).get(pk=pk)

    def unfinished(self) -> ListEditionQuerySet:
        return self.filter(state__in=WORK)


class ListEdition(models.Model):
    """One file with a list, as it was given to us on one day. It is never changed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(SourceList, on_delete=models.PROTECT, related_name="editions")
    state = models.CharField(max_length=12, choices=State, default=State.READING)
    #: The day that stands on the list itself, if there is one.
    dated_on = models.DateField(null=True)
    given_by = models.CharField(max_length=200, blank=True, default="", db_default="")
    received_at = models.DateTimeField(db_default=Now(), editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    #: The file as it came, and its rows in the one form that the workers read.
    original = KeptPath(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    table = KeptPath(max_length=200, blank=True, default="", db_default="")
    kind = models.CharField(max_length=8, blank=True, default="", db_default="")
    encoding = models.CharField(max_length=20, blank=True, default="", db_default="")
    #: Of a workbook: the sheet that somebody says, counted from 1, and all that are filled,
    #: each with its place and its name. Names of sheets may be names of people.
    sheet = models.PositiveIntegerField(null=True)
    sheets = EncryptedField(null=True)
    problem = models.CharField(
        max_length=16, choices=Problem, blank=True, default="", db_default=""
    )
    #: What each column means, in their order; an empty text for one that is kept and not read.
    columns = models.JSONField(default=list)
    rows = models.PositiveIntegerField(default=0, db_default=0)
    #: How many rows the present pass has behind it.
    position = models.PositiveIntegerField(default=0, db_default=0)
    #: How many editions of the list had been taken in when this one was checked.
    checked_against = models.PositiveIntegerField(default=0, db_default=0)
    taken = models.PositiveIntegerField(default=0, db_default=0)
    unchanged = models.PositiveIntegerField(default=0, db_default=0)
    changed = models.PositiveIntegerField(default=0, db_default=0)
    refused = models.PositiveIntegerField(default=0, db_default=0)
    #: Rows of earlier editions that this one has no more. They stay: it is what the source said.
    gone = models.PositiveIntegerField(default=0, db_default=0)
    ended_at = models.DateTimeField(null=True)

    objects = ListEditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("list")
        verbose_name_plural = _("lists")
        permissions = [("import_list", "Can import lists")]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state__in=["importing", "relating"]),
                name="one_import_of_a_list_at_a_time",
            ),
            models.CheckConstraint(
                name="an_unreadable_list_says_why",
                condition=Q(state="unreadable") & ~Q(problem="")
                | ~Q(state="unreadable") & Q(problem=""),
            ),
            models.CheckConstraint(
                name="an_ended_list_is_dated",
                condition=Q(state__in=["imported", "set_aside"], ended_at__isnull=False)
                | ~Q(state__in=["imported", "set_aside"]) & Q(ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"list edition {self.pk}"

    def must_allow(self, to: State) -> None:
        here = State(self.state)
        if to not in MOVES[here]:
            raise Refusal(
                _("A list that is “%(here)s” cannot become “%(to)s”.")
                % {"here": here.label, "to": to.label}
            )


class Outcome(models.TextChoices):
    TAKEN = "taken", _("new")
    UNCHANGED = "unchanged", _("unchanged")
    CHANGED = "changed", _("changed")
    REFUSED = "refused", _("refused")


class ListLine(models.Model):
    """One line of the row report: what comes of a row, and why. It names nobody."""

    edition = models.ForeignKey(ListEdition, on_delete=models.CASCADE, related_name="lines")
    #: As spreadsheets count: the row of headings is 1.
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    #: What the refused cell means, and the English sentence; it is translated when it is shown.
    field = models.CharField(max_length=20, blank=True, default="", db_default="")
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    #: What a changed row says otherwise than the one that stands: the columns, with commas.
    otherwise = models.CharField(max_length=300, blank=True, default="", db_default="")
    #: Keyed hashes: of whom it tells, the same with its place among equals, and of all it says.
    whom = models.BinaryField(max_length=32, null=True)
    identity = models.BinaryField(max_length=32, null=True)
    digest = models.BinaryField(max_length=32, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="one_line_for_each_row"),
            models.CheckConstraint(
                name="a_refused_row_says_why",
                condition=Q(outcome="refused") & ~Q(reason="") & Q(identity=None)
                | ~Q(outcome="refused") & Q(reason="") & Q(identity__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["edition", "outcome", "number"], name="lines_of_one_outcome"),
        ]

    def __str__(self) -> str:
        return f"line {self.number} of list edition {self.edition_id}"


class ListRow(models.Model):
    """What one row of a list said. Written once; a correction is another version."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(SourceList, on_delete=models.PROTECT, related_name="rows")
    edition = models.ForeignKey(ListEdition, on_delete=models.PROTECT, related_name="told")
    number = models.PositiveIntegerField()
    identity = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)
    version = models.PositiveIntegerField()
    #: The edition that says it otherwise.
    superseded_in = models.ForeignKey(
        ListEdition, null=True, on_delete=models.PROTECT, related_name="+"
    )
    #: Whether it tells of a death; whoever is not told to be dead may be living.
    says_died = models.BooleanField(default=False, db_default=False)
    #: Every cell as it stood in the list, in the order of its columns.
    cells = EncryptedField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="a_row_is_taken_once"),
            models.UniqueConstraint(
                fields=["source", "identity"],
                condition=Q(superseded_in=None),
                name="one_version_of_a_row_stands",
            ),
            models.UniqueConstraint(
                fields=["source", "identity", "version"], name="versions_of_a_row_are_counted"
            ),
        ]

    def __str__(self) -> str:
        return f"list row {self.pk}"
