"""Used by the form, the link in the letter and the desk: endorse, confirm, publish, withdraw."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.campaigns.endorsements import rules
from petitions.campaigns.endorsements.mandates import actions as mandates
from petitions.campaigns.endorsements.rules import Held, Organisation
from petitions.models import Endorsement, Petition
from petitions.models.endorsement import State
from petitions.signing import rules as signing
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.letters import actions as letters
from testimonies.models.custody import Actor
from testimonies.models.evidence import Scan
from testimonies.privacy import tokens, vault


@transaction.atomic
def submit(
    petition_id: int, organisation: Organisation, *, mandate: Held, logo: Held | None
) -> Endorsement | None:
    """Write an endorsement down, to be confirmed by the link in a letter.

    Safe to repeat: one mandate that we hold is one endorsement. None when enough others wait
    for the button of the same mailbox, which only their letters tell.
    """
    petition = _open(petition_id)
    known = Endorsement.objects.filter(mandate_path=mandate.path).first()
    if known is not None:
        return known
    mailbox = _mailbox_key(petition, organisation.email)
    waiting = petition.endorsements.filter(mailbox_key=mailbox, state=State.SUBMITTED)
    if waiting.count() >= rules.MOST_WAITING:
        return None

    endorsement = Endorsement.objects.create(
        petition=petition,
        language=organisation.language,
        name=organisation.name,
        folded_name=vault.fold(organisation.name),
        country=organisation.country,
        register_code=organisation.register_code,
        website=organisation.website,
        members=organisation.members,
        speaker={
            "name": organisation.speaker,
            "role": organisation.role,
            "email": organisation.email,
        },
        mailbox_key=mailbox,
        mandate_path=mandate.path,
        mandate_type=mandate.type,
        mandate_sha256=mandate.sha256,
        logo_path=logo.path if logo else "",
        logo_sha256=logo.sha256 if logo else "",
    )
    custody.record(
        "endorsement.submitted", endorsement, actor=Actor.SUBMITTER, sha256=mandate.sha256
    )
    _write(endorsement, "endorsement_confirm")
    return endorsement


@transaction.atomic
def confirm(uuid: UUID) -> Endorsement:
    """The mailbox is theirs: from now on moderators see it. A second press is none.

    Raises `Endorsement.DoesNotExist` for what was not confirmed in time.
    """
    endorsement = Endorsement.objects.lock(Endorsement.objects.get(uuid=uuid).pk)
    if endorsement.state != State.SUBMITTED:
        return endorsement
    endorsement.must_allow(State.CONFIRMED)
    if endorsement.submitted_at < now() - rules.CONFIRM_WITHIN:
        raise Endorsement.DoesNotExist
    _open(endorsement.petition_id)

    endorsement.state = State.CONFIRMED
    endorsement.confirmed_at = now()
    endorsement.save(update_fields=["state", "confirmed_at"])
    custody.record("endorsement.confirmed", endorsement, actor=Actor.SUBMITTER)
    _write(endorsement, "endorsement_received")
    return endorsement


@transaction.atomic
def publish(endorsement_id: int, *, by: User) -> Endorsement:
    """Show it beside the petition. Whoever confirmed while the petition was open may wait."""
    endorsement = Endorsement.objects.lock(endorsement_id)
    endorsement.must_allow(State.PUBLISHED)
    if endorsement.scan != Scan.CLEAN:
        raise Refusal(_("The mandate has no checked copy that anybody could have read."))
    others = Petition.objects.lock(endorsement.petition_id).endorsements.published()
    if others.filter(folded_name=endorsement.folded_name).exists():
        raise Refusal(_("An organisation of this name supports the petition already."))

    endorsement.state = State.PUBLISHED
    endorsement.published_at = endorsement.decided_at = now()
    endorsement.decided_by = by
    endorsement.save(update_fields=["state", "published_at", "decided_at", "decided_by"])
    custody.record("endorsement.published", endorsement, by=by)
    _write(endorsement, "endorsement_published")
    return endorsement


@transaction.atomic
def decline(endorsement_id: int, *, by: User, reason: str) -> Endorsement:
    """Do not show it. The organisation is told why."""
    endorsement = Endorsement.objects.lock(endorsement_id)
    endorsement.must_allow(State.DECLINED)
    _must_say_why(reason)

    endorsement.state = State.DECLINED
    endorsement.decided_at = now()
    endorsement.decided_by, endorsement.reason = by, reason
    endorsement.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    custody.record("endorsement.declined", endorsement, by=by)
    _write(endorsement, "endorsement_declined", reason=reason)
    return endorsement


@transaction.atomic
def withdraw(endorsement_id: int, *, by: User | None = None, reason: str = "") -> Endorsement:
    """By the organisation through its link, or by staff with a reason. A second time is none."""
    endorsement = Endorsement.objects.lock(endorsement_id)
    if endorsement.state == State.WITHDRAWN:
        return endorsement
    endorsement.must_allow(State.WITHDRAWN)
    if by is not None:
        _must_say_why(reason)

    endorsement.state = State.WITHDRAWN
    endorsement.withdrawn_at = now()
    endorsement.reason = reason
    endorsement.save(update_fields=["state", "withdrawn_at", "reason"])
    actor = Actor.STAFF if by else Actor.SUBMITTER
    custody.record("endorsement.withdrawn", endorsement, by=by, actor=actor)
    _write(endorsement, "endorsement_withdrawn", reason=reason)
    return endorsement


def sweep() -> None:
    """What a lost nudge left undone, and what nobody has confirmed. Idempotent."""
    mandates.copy_waiting()
    erase_unconfirmed()
    mandates.erase_orphans(at=now())


def erase_unconfirmed() -> int:
    """Forget what was not confirmed in time; its files have no row then, and go as orphans."""
    too_late = now() - rules.CONFIRM_WITHIN
    unconfirmed = Endorsement.objects.filter(state=State.SUBMITTED, submitted_at__lt=too_late)
    waiting = unconfirmed.values_list("pk", flat=True)[:100]
    return sum(_erase_unconfirmed(pk) for pk in list(waiting))


@transaction.atomic
def _erase_unconfirmed(endorsement_id: int) -> bool:
    endorsement = Endorsement.objects.lock(endorsement_id)
    if endorsement.state != State.SUBMITTED:
        return False  # the button was pressed in this very moment
    custody.record("endorsement.erased", endorsement, sha256=endorsement.mandate_sha256)
    endorsement.delete()
    return True


def _open(petition_id: int) -> Petition:
    """Locked, so that it stays open until the act is over."""
    try:
        return Petition.objects.to_sign(localdate()).lock(petition_id)
    except Petition.DoesNotExist:
        raise Refusal(_("This petition is closed. It takes no new endorsements.")) from None


def _must_say_why(reason: str) -> None:
    if not reason.strip():
        raise Refusal(_("Write why, in a few words."))


def _mailbox_key(petition: Petition, email: str) -> bytes:
    mailbox = signing.mailbox(email)
    return vault.fingerprint("endorsement-mailbox", str(petition.uuid), mailbox)


def _write(endorsement: Endorsement, kind: str, **words: str) -> None:
    """A letter to whoever speaks for the organisation, in the language they chose."""
    letters.queue(
        kind,
        to=endorsement.speaker["email"],
        language=endorsement.language,
        title=endorsement.petition.words(endorsement.language).title,
        slug=endorsement.petition.slug,
        organisation=signing.in_a_letter(endorsement.name),
        token=tokens.make(rules.LINK, endorsement.uuid),
        **words,
    )
