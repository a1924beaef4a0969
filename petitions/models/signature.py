from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from petitions.models.erasure import Erasure
from petitions.models.petition import Petition
from petitions.models.signature_times import BY_TIME
from testimonies.errors import Refusal
from testimonies.privacy.encrypted_field import EncryptedField
from testimonies.privacy.references import new_reference


class State(models.TextChoices):
    PENDING = "pending", _("waiting for confirmation")
    CONFIRMED = "confirmed", _("counted")
    WITHDRAWN = "withdrawn", _("withdrawn")
    QUARANTINED = "quarantined", _("being checked")
    REJECTED = "rejected", _("not counted")
    #: The same person has signed again in a stronger way; only that one counts.
    SUPERSEDED = "superseded", _("replaced by a stronger one")


#: At most one of these for each person; `one_living_signature_each` repeats it.
LIVING = (State.PENDING, State.CONFIRMED, State.QUARANTINED)

MOVES: dict[State, frozenset[State]] = {
    State.PENDING: frozenset(
        {State.CONFIRMED, State.WITHDRAWN, State.QUARANTINED, State.SUPERSEDED}
    ),
    State.CONFIRMED: frozenset({State.WITHDRAWN, State.QUARANTINED, State.SUPERSEDED}),
    State.QUARANTINED: frozenset(
        {State.CONFIRMED, State.REJECTED, State.WITHDRAWN, State.SUPERSEDED}
    ),
    State.WITHDRAWN: frozenset(),
    State.REJECTED: frozenset({State.QUARANTINED}),
    State.SUPERSEDED: frozenset(),
}


class Assurance(models.TextChoices):
    EMAIL = "email", _("confirmed by e-mail")
    EID = "eid", _("confirmed by electronic identity")
    QUALIFIED = "qualified", _("qualified electronic signature")
    PAPER = "paper", _("on paper")
    PAPER_VERIFIED = "paper_verified", _("on paper, read by two people")


#: What moderators may open: what was put aside, and what they decided about it.
SUSPECTED = Q(state__in=["quarantined", "rejected"]) | (Q(state="confirmed") & ~Q(suspicions=[]))


class Display(models.TextChoices):
    HIDDEN = "hidden", _("Do not show my name")
    INITIALS = "initials", _("Show my initials")
    NAME = "name", _("Show my name")


class SignatureQuerySet(models.QuerySet["Signature"]):
    def lock(self, pk: int) -> Signature:
        return self.select_for_update(no_key=True).get(pk=pk)

    def living(self) -> SignatureQuerySet:
        return self.filter(state__in=LIVING, erased_at=None)

    def confirmed(self) -> SignatureQuerySet:
        return self.filter(state=State.CONFIRMED)

    def suspected(self) -> SignatureQuerySet:
        return self.filter(SUSPECTED, erased_at=None)

    def erased(self) -> SignatureQuerySet:
        """Nobody can say any more whose they are; they count on as they did."""
        return self.exclude(erased_at=None)

    def to_count(self) -> SignatureQuerySet:
        """Rows whose place in the count no longer fits their state."""
        return self.filter(
            Q(state=State.CONFIRMED, is_counted=False)
            | (~Q(state=State.CONFIRMED) & Q(is_counted=True))
        )


def new_signature_reference() -> str:
    return new_reference("S", 16)


class Signature(models.Model):
    """One person under one petition."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: Unique by a constraint: `unique=True` would add an index for LIKE to every signature.
    reference = models.CharField(max_length=20, default=new_signature_reference, editable=False)
    #: Other indexes begin with it.
    petition = models.ForeignKey(
        Petition, on_delete=models.PROTECT, related_name="signatures", db_index=False
    )
    state = models.CharField(
        max_length=12, choices=State, default=State.PENDING, db_default=State.PENDING
    )
    assurance = models.CharField(
        max_length=14, choices=Assurance, default=Assurance.EMAIL, db_default=Assurance.EMAIL
    )
    language = models.CharField(max_length=2)
    country = models.CharField(max_length=2)
    display = models.CharField(
        max_length=8, choices=Display, default=Display.HIDDEN, db_default=Display.HIDDEN
    )
    #: Ids of the `PetitionTarget` rows to which this person agreed that the signature goes.
    targets = ArrayField(models.BigIntegerField(), default=list)
    #: Those of them under whose own law it counts, as it was decided when it was signed.
    valid_targets = ArrayField(models.BigIntegerField(), default=list)
    #: Keyed hash of the strongest identity proven: one living signature each. Null once erased.
    identity_key = models.BinaryField(max_length=32, null=True)
    #: Keyed hash of mailbox and name, where there is a mailbox: one living signature each, too.
    mail_key = models.BinaryField(max_length=32, null=True)
    #: Keyed hash of the mailbox: at most five people sign from one.
    mailbox_key = models.BinaryField(max_length=32, null=True)
    #: Keyed hash of name and birth date, where known: two with the same may be one person.
    person_key = models.BinaryField(max_length=32, null=True)
    #: Keyed hash of a personal code, where it was typed or proven: two with one are one person.
    code_key = models.BinaryField(max_length=16, null=True)
    #: {"name", "salt"} and what was told of `SignatoryField`; fixed once it counts, then erased.
    personal = EncryptedField(null=True)
    #: SHA-256 of the salt and the rest of `personal`: all that the ledger knows of a person.
    commitment = models.BinaryField(max_length=32)
    #: {"email", "language"?, "asked"?}: what the signer chose since, and what is to be confirmed.
    contact = EncryptedField(null=True)
    #: Why it is put aside when it is confirmed; empty for nearly everybody.
    suspicions = ArrayField(models.CharField(max_length=20), default=list, db_default=[])
    #: Keyed hashes of where it came from, and the address itself; forgotten after a while.
    address_key = models.BinaryField(max_length=16, null=True)
    network_key = models.BinaryField(max_length=16, null=True)
    domain_key = models.BinaryField(max_length=16, null=True)
    trace = EncryptedField(null=True)
    replaced_by = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="replaces", db_index=False
    )
    wants_news = models.BooleanField(default=False, db_default=False)
    signed_at = models.DateTimeField(db_default=Now(), editable=False)
    #: When the form last had a letter written to this person; a second one has to wait.
    mailed_at = models.DateTimeField(db_default=Now(), editable=False)
    confirmed_at = models.DateTimeField(null=True)
    #: Since when it no longer holds: withdrawn, rejected, or superseded.
    ended_at = models.DateTimeField(null=True)
    #: Whether the count includes this row; moved by the one writer that counts.
    is_counted = models.BooleanField(default=False, db_default=False)
    #: When all that says whose it is was erased, and by which act. State and count stay.
    erased_at = models.DateTimeField(null=True)
    erasure = models.ForeignKey(Erasure, models.PROTECT, "erased", null=True, db_index=False)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature put aside")
        verbose_name_plural = _("signatures put aside")
        permissions = [("moderate_signatures", "Can decide about signatures put aside")]
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="a_reference_names_one_signature"),
            models.UniqueConstraint(
                fields=["petition", "identity_key"],
                condition=Q(state__in=["pending", "confirmed", "quarantined"]),
                name="one_living_signature_each",
            ),
            models.CheckConstraint(
                name="signature_state_is_known", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="confirmed_means_dated",
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["petition", "mail_key"],
                condition=Q(state__in=["pending", "confirmed", "quarantined"]),
                name="one_living_signature_a_name_and_mailbox",
            ),
            models.CheckConstraint(
                name="ended_means_dated",
                condition=~Q(state__in=["withdrawn", "rejected", "superseded"])
                | Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="superseded_means_by_another",
                condition=~Q(state="superseded")
                | (Q(replaced_by__isnull=False) & ~Q(replaced_by=F("id"))),
            ),
            models.CheckConstraint(
                name="valid_only_where_it_goes",
                condition=Q(valid_targets__contained_by=F("targets")),
            ),
            models.CheckConstraint(
                name="erased_means_anonymous",
                condition=Q(
                    erased_at=None,
                    erasure=None,
                    personal__isnull=False,
                    identity_key__isnull=False,
                )
                | Q(
                    erased_at__isnull=False,
                    erasure__isnull=False,
                    personal__isnull=True,
                    contact__isnull=True,
                    trace__isnull=True,
                    identity_key__isnull=True,
                    mail_key__isnull=True,
                    mailbox_key__isnull=True,
                    person_key__isnull=True,
                    code_key__isnull=True,
                    address_key__isnull=True,
                    network_key__isnull=True,
                    domain_key__isnull=True,
                    suspicions=[],
                    display="hidden",
                    wants_news=False,
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(state="confirmed", is_counted=False)
                | (~Q(state="confirmed") & Q(is_counted=True)),
                name="signatures_to_count",
            ),
            models.Index(fields=["petition", "mailbox_key"], name="signatures_of_a_mailbox"),
            models.Index(
                fields=["petition", "person_key"],
                condition=Q(person_key__isnull=False),
                name="signatures_of_a_person",
            ),
            models.Index(
                fields=["replaced_by"],
                condition=Q(replaced_by__isnull=False),
                name="signatures_superseded",
            ),
            models.Index(
                fields=["petition", "code_key"],
                condition=Q(code_key__isnull=False),
                name="signatures_of_a_code",
            ),
            models.Index(
                fields=["signed_at", "address_key", "network_key", "domain_key"],
                include=["petition", "state", "id"],
                condition=Q(address_key__isnull=False),
                name="signatures_traced",
            ),
            BY_TIME,
            models.Index(
                fields=["petition", "confirmed_at"],
                condition=Q(state="quarantined"),
                name="signatures_put_aside",
            ),
            models.Index(
                fields=["confirmed_at", "id"], condition=SUSPECTED, name="signatures_suspected"
            ),
            models.Index(
                fields=["petition", "confirmed_at", "id"],
                condition=Q(state="confirmed"),
                name="signatures_confirmed",
            ),
            models.Index(
                fields=["erasure", "id"],
                condition=Q(erased_at__isnull=False),
                name="signatures_erased",
            ),
            models.Index(
                fields=["petition", "-confirmed_at"],
                condition=Q(state="confirmed") & ~Q(display="hidden"),
                name="signatures_with_a_shown_name",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def mail_address(self) -> str:
        """Where letters go; empty for somebody who signed on paper without a mailbox."""
        return str((self.contact or self.personal or {}).get("email", ""))

    @property
    def letter_language(self) -> str:
        """In which language letters go; the one in which it was signed never changes."""
        return str((self.contact or {}).get("language") or self.language)

    def must_allow(self, to: State) -> None:
        if self.erased_at:
            raise Refusal(_("Everything that this signer told us has been erased."))
        here = State(self.state)
        if to not in MOVES[here]:
            raise Refusal(
                _("A signature that is “%(here)s” cannot become “%(to)s”.")
                % {"here": here.label, "to": to.label}
            )
