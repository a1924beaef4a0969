"""Used by the release of a bundle, by sweeps and by the desk page: hand over, acknowledge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.bundles import places, standing
from petitions.bundles.outgoing import actions as outgoing
from petitions.deliveries import first_letter, links, turns
from petitions.deliveries.channels import desk, drop, gateway, mail, post, s3, sftp
from petitions.deliveries.channels.receipt import Receipt, Stopped, Waiting
from petitions.deliveries.chasing import actions as chasing
from petitions.deliveries.failing import actions as failing
from petitions.deliveries.leaving import actions as leaving
from petitions.deliveries.pausing import actions as pausing
from petitions.deliveries.responding import actions as responding
from petitions.deliveries.withholding import actions as withholding
from petitions.models import Bundle, Delivery, InstitutionResponse
from petitions.models.bundle import Content
from petitions.models.delivery import ARRIVED, Channel, State
from petitions.models.response import ResponseKind
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models.custody import Actor

FIRST_PAUSE = 60  # seconds until a killed or failed attempt is repeated; doubled each time
LONGEST_PAUSE = 6 * 3600
CHANNELS: dict[str, Callable[[Delivery], Receipt]] = {
    Channel.DESK: desk.send,
    Channel.DROP: drop.send,
    Channel.SFTP: sftp.send,
    Channel.S3: s3.send,
    Channel.EMAIL: mail.send,
    Channel.GATEWAY: gateway.send,
    Channel.POST: post.send,
}


def queue(bundle: Bundle, *, by: User) -> Delivery:
    """A released bundle waits to be handed over; in the transaction of the release.

    It goes by the channel that staff have chosen for this institution and this petition's law.
    """
    delivery = Delivery.objects.create(bundle=bundle, channel=bundle.target.profile.channel)
    custody.record("delivery.queued", delivery, by=by, channel=delivery.channel)
    return delivery


def send(delivery_id: int) -> Delivery:
    """Hand a bundle over. Idempotent: killed in between, the next attempt places the same file.

    Two workers never send one bundle at once, however long it takes: the other one goes away.
    """
    with places.alone(_with_its_bundle(delivery_id).bundle, wait=False) as is_mine:
        if is_mine and _begin(delivery_id):
            _hand_over(delivery_id)
    return _with_its_bundle(delivery_id)


def _hand_over(delivery_id: int) -> None:
    bundle = _with_its_bundle(delivery_id).bundle
    try:
        outgoing.make(bundle.pk)
        if not _still_goes(delivery_id):
            return
        delivery = _with_its_bundle(delivery_id)
        receipt = CHANNELS[delivery.channel](delivery)
    except Waiting as pause:
        failing.wait(delivery_id, str(pause), pause.seconds)
    except Refusal as problem:
        is_final = isinstance(problem, Stopped | outgoing.OtherKey)
        failing.put_off(delivery_id, str(problem), is_final=is_final)
    except OSError as problem:
        failing.put_off(delivery_id, _("The disk said: %s.") % (problem.strerror or "?"))
    except Exception as bug:
        failing.stumble(delivery_id, bug)
        raise
    else:
        _sent(delivery_id, receipt)


@transaction.atomic
def acknowledge(
    delivery_id: int,
    *,
    registry_number: str,
    clerk: str,
    verified_count: int | None = None,
    by: User | None = None,
) -> Delivery:
    """A clerk says that it arrived, or staff (`by`) write down that one has told them.

    From then on the file stays closed; a second press is none.
    """
    delivery = Delivery.objects.lock(delivery_id)
    if delivery.state in ARRIVED:
        return delivery
    delivery.must_allow(State.ACKNOWLEDGED)

    delivery.state = State.ACKNOWLEDGED
    delivery.acknowledged_at = now()
    delivery.chase_at = None
    delivery.save(update_fields=["state", "acknowledged_at", "chase_at"])
    InstitutionResponse.objects.create(
        delivery=delivery,
        kind=ResponseKind.ACKNOWLEDGEMENT,
        registry_number=registry_number,
        told={"clerk": clerk},
        digest=delivery.bundle.outgoing_sha256,
        language=get_language() or "",
        entered_by=by,
    )
    custody.record(
        "delivery.acknowledged",
        delivery,
        by=by,
        actor=None if by else Actor.INSTITUTION,
        sha256=delivery.bundle.outgoing_sha256,
    )
    leaving.arrive(delivery)
    if verified_count is not None:
        return responding.count(delivery_id, verified=verified_count, invalid=None, clerk=clerk)
    return delivery


@transaction.atomic
def try_again(delivery_id: int, *, by: User) -> Delivery:
    """Send again what was given up, or at once what waits for the end of a pause.

    Where it was given up because the institution has another key, this agrees to the new one.
    """
    bundle = Bundle.objects.lock(Delivery.objects.get(pk=delivery_id).bundle_id)
    delivery = Delivery.objects.lock(delivery_id)
    if pausing.is_paused(delivery):
        raise Refusal(_("It is paused. Resume it first."))
    if delivery.state == State.FAILED:
        delivery.must_allow(State.QUEUED)
        outgoing.agree_to_key(bundle.pk, by=by)
        delivery.state = State.QUEUED
    elif delivery.state != State.QUEUED:
        raise Refusal(_("This bundle has been handed over."))

    delivery.attempts, delivery.next_attempt_at, delivery.told_at = 0, now(), None
    delivery.save(update_fields=["state", "attempts", "next_attempt_at", "told_at"])
    custody.record("delivery.tried_again", delivery, by=by)
    return delivery


@transaction.atomic
def hand_over_by_hand(delivery_id: int, *, proof: str, by: User) -> Delivery:
    """A person has posted the bundle, or has heard from the institution that it is there.

    What was taken back meanwhile changes nothing of it once it may have left.
    """
    delivery = Delivery.objects.lock(delivery_id)
    if delivery.state not in {State.QUEUED, State.FAILED}:
        raise Refusal(_("This bundle has been handed over, or is on its way just now."))
    if not delivery.bundle.outgoing_sha256:
        raise Refusal(_("The file that leaves has not been made yet. Try again in a minute."))
    if not delivery.begun_at and (why := changed(delivery)):
        raise Refusal(why)
    for step in (State.QUEUED, State.SENDING):
        if delivery.state != step:
            delivery.must_allow(step)
            delivery.state = step
    delivery.begun_at = delivery.begun_at or now()
    _arrive(delivery, Receipt(proof.strip()[:240]), by)
    return delivery


def call_off(bundle: Bundle, *, by: User) -> None:
    """A released bundle is discarded after all; in the transaction that discards it.

    Refused once a channel was asked: then it may lie there, whatever we heard of it. What nobody
    has fetched from our own desk does not.
    """
    delivery = Delivery.objects.lock(bundle.delivery.pk)
    if delivery.is_offered:
        withholding.close(delivery, "")
    if delivery.begun_at:
        raise Refusal(_("This bundle may have left the house. It cannot be discarded any more."))
    delivery.must_allow(State.CALLED_OFF)

    delivery.state = State.CALLED_OFF
    delivery.save(update_fields=["state"])
    custody.record("delivery.called_off", delivery, by=by)


def changed(delivery: Delivery) -> str:
    """What somebody took back after the release has not left the house yet, and does not.

    Where a list of signatures may lie there already, the next bundle tells of it instead.
    """
    bundle = delivery.bundle
    if not delivery.begun_at and (why := standing.must_still_open(bundle)):
        return why
    is_told_later = delivery.begun_at and bundle.content == Content.SIGNATURES
    return "" if is_told_later else standing.must_still_stand(bundle)


@transaction.atomic
def _begin(delivery_id: int) -> bool:
    """Take it, unless it has gone, is somebody else's, is not its turn, or stands no more."""
    delivery = Delivery.objects.lock(delivery_id)
    if delivery.state not in {State.QUEUED, State.SENDING} or delivery.next_attempt_at > now():
        return False
    if pausing.is_paused(delivery) or turns.has_to_wait(delivery):
        return False
    if why := _must_stop(delivery):
        failing.give_up(delivery, why)
        return False
    if delivery.state == State.QUEUED:
        delivery.must_allow(State.SENDING)
        delivery.state = State.SENDING
    pause = min(FIRST_PAUSE * 2**delivery.attempts, LONGEST_PAUSE)
    delivery.attempts += 1
    delivery.next_attempt_at = now() + timedelta(seconds=pause)
    delivery.begun_at = delivery.begun_at or now()
    delivery.save(update_fields=["state", "attempts", "next_attempt_at", "begun_at"])
    return True


def _must_stop(delivery: Delivery) -> str:
    """Why no attempt is made any more: a person has to look."""
    was_killed = delivery.state == State.SENDING
    if was_killed and delivery.channel == Channel.EMAIL:
        return mail.may_have_gone()  # perhaps after sending
    if was_killed and delivery.attempts >= failing.MOST_ATTEMPTS:
        return failing.was_killed(delivery)
    return changed(delivery)


@transaction.atomic
def _still_goes(delivery_id: int) -> bool:
    """Nobody has paused it since the attempt began, while its file was made."""
    delivery = Delivery.objects.lock(delivery_id)
    if delivery.state != State.SENDING:
        return False
    if not pausing.is_paused(delivery):
        return True
    delivery.must_allow(State.QUEUED)

    delivery.state = State.QUEUED
    delivery.save(update_fields=["state"])
    return False


@transaction.atomic
def _sent(delivery_id: int, receipt: Receipt) -> None:
    delivery = Delivery.objects.lock(delivery_id)
    if delivery.state == State.SENDING:
        _arrive(delivery, receipt)


def _arrive(delivery: Delivery, receipt: Receipt, by: User | None = None) -> None:
    """The bundle is there: say so, and write the letter with the link to the desk."""
    delivery.must_allow(State.SENT)

    delivery.state = State.SENT
    delivery.sent_at = now()
    delivery.link_until = delivery.sent_at + links.GOOD_FOR
    delivery.chase_at = Now() + chasing.PAUSE
    delivery.placed_at, delivery.problem, delivery.told_at = receipt.placed_at, "", None
    delivery.save(
        update_fields=[
            "state",
            "begun_at",
            "sent_at",
            "link_until",
            "chase_at",
            "placed_at",
            "problem",
            "told_at",
        ]
    )
    custody.record("delivery.sent", delivery, by=by, channel=delivery.channel)
    leaving.go(delivery)
    first_letter.write(delivery)


def _with_its_bundle(delivery_id: int) -> Delivery:
    everything = Delivery.objects.select_related(
        "bundle__target__petition", "bundle__target__profile__institution"
    )
    return everything.get(pk=delivery_id)
