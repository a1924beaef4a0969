"""Used by the door of an institution's desk, and by staff who open, close and renew it."""

from __future__ import annotations

import hmac
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models.functions import Now
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.bundles import standing
from petitions.deliveries import links, writing
from petitions.deliveries.entering import rules
from petitions.deliveries.leaving import actions as leaving
from petitions.deliveries.pausing import actions as pausing
from petitions.models import Delivery, DeskPasscode
from petitions.models.bundle import Content
from petitions.models.delivery import ARRIVED, HANDED_OVER
from petitions.models.passcode import Way
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models.custody import Actor

UNLOCKED_FOR = timedelta(days=7)


@transaction.atomic
def send_passcode(delivery_id: int) -> None:
    """To the institution's second address. An older passcode is worth nothing afterwards."""
    delivery = Delivery.objects.lock(delivery_id)
    institution = delivery.bundle.target.profile.institution
    if not institution.second_email:
        raise Refusal(_("We have no second address of yours. Please call us."))
    code = _make(delivery, Way.MAIL)

    writing.to_institution(
        "desk_passcode", delivery, to=institution.second_email, passcode=rules.spaced(code)
    )
    custody.record("desk.passcode_sent", delivery, actor=Actor.INSTITUTION)


@transaction.atomic
def tell_passcode(delivery_id: int, *, by: User) -> str:
    """For the telephone: shown to one member of the staff, once. Returns it as it is read out."""
    delivery = Delivery.objects.lock(delivery_id)
    code = _make(delivery, Way.TELEPHONE, by=by)
    custody.record("desk.passcode_told", delivery, by=by)
    return rules.spaced(code)


@transaction.atomic
def enter(delivery_id: int, code: str) -> bool:
    """Whether these digits open the desk. They do so once; each try is counted and recorded."""
    delivery = Delivery.objects.lock(delivery_id)
    newest = DeskPasscode.objects.newest_of(delivery_id).values("pk")
    passcode = DeskPasscode.objects.filter(
        pk__in=newest, used_at=None, good_until__gt=Now(), tries__lt=rules.MOST_TRIES
    ).first()
    if passcode is None:
        custody.record("desk.passcode_refused", delivery, actor=Actor.INSTITUTION)
        return False
    passcode.tries += 1
    is_right = hmac.compare_digest(bytes(passcode.code_key), rules.key_of(delivery.uuid, code))
    passcode.used_at = now() if is_right else None
    passcode.save(update_fields=["tries", "used_at"])
    event = "desk.entered" if is_right else "desk.passcode_refused"
    custody.record(event, delivery, actor=Actor.INSTITUTION, attempt=passcode.tries)
    return is_right


def record_visit(delivery: Delivery) -> None:
    """Somebody with the link looked at the desk page."""
    custody.record("desk.opened", delivery, actor=Actor.INSTITUTION)


@transaction.atomic
def record_download(delivery_id: int, *, first: int, last: int) -> None:
    """Somebody with the link takes these bytes of this file; they may come back for the rest.

    Refused when it is offered no more, while it is paused, and before the first byte when
    something in it was taken back by now, also where a person has handed it over by hand: nothing
    leaves our house after that.
    """
    delivery = Delivery.objects.lock(delivery_id)
    _must_be_out(delivery)
    if pausing.is_paused(delivery):
        raise Refusal(_("It is paused. Resume it first."))
    is_of_records = delivery.bundle.content == Content.RECORDS
    if delivery.fetched_at is None:
        if is_of_records and (why := standing.must_still_stand(delivery.bundle)):
            raise Refusal(why)
        delivery.fetched_at = now()
        delivery.save(update_fields=["fetched_at"])
        leaving.go(delivery)
    custody.record(
        "bundle.downloaded",
        delivery,
        actor=Actor.INSTITUTION,
        sha256=delivery.bundle.outgoing_sha256,
        first=first,
        last=last,
    )


@transaction.atomic
def renew_link(delivery_id: int, *, by: User) -> Delivery:
    """Another link by letter; the old one opens nothing any more, nor does who is in by it."""
    delivery = Delivery.objects.lock(delivery_id)
    _must_be_out(delivery)
    if not delivery.bundle.target.profile.institution.email:
        raise Refusal(_("The institution has no e-mail address."))

    fresh_link(delivery)
    _write_link(delivery)
    custody.record("desk.link_renewed", delivery, by=by)
    return delivery


@transaction.atomic
def revoke_link(delivery_id: int, *, reason: str, by: User) -> Delivery:
    """The link and its passcodes open nothing from now on."""
    delivery = Delivery.objects.lock(delivery_id)
    _must_be_out(delivery)

    delivery.link, delivery.link_until = uuid4(), now()
    delivery.save(update_fields=["link", "link_until"])
    custody.record("desk.link_revoked", delivery, by=by, reason=reason)
    return delivery


@transaction.atomic
def unlock(delivery_id: int, *, reason: str, by: User) -> Delivery:
    """The file can be downloaded once more for a week, though it has been acknowledged."""
    delivery = Delivery.objects.lock(delivery_id)
    if delivery.state not in ARRIVED:
        raise Refusal(_("Nobody has acknowledged this bundle: its file is open."))
    if delivery.bundle.forgotten_at:
        raise Refusal(_("Its files were erased when their time was over."))

    delivery.unlocked_until = now() + UNLOCKED_FOR
    delivery.save(update_fields=["unlocked_until"])
    custody.record("delivery.unlocked", delivery, by=by, reason=reason)
    return delivery


def fresh_link(delivery: Delivery) -> None:
    """For whoever has locked the delivery: a link that opens its desk, and no other does."""
    delivery.link, delivery.link_until = uuid4(), now() + links.GOOD_FOR
    delivery.save(update_fields=["link", "link_until"])
    delivery.passcodes.filter(used_at=None).update(good_until=Now())


def _write_link(delivery: Delivery) -> None:
    writing.to_institution(
        "desk_link",
        delivery,
        to=delivery.bundle.target.profile.institution.email,
        token=links.token_of(delivery),
    )


def _make(delivery: Delivery, way: Way, *, by: User | None = None) -> str:
    _must_be_out(delivery)
    made = delivery.passcodes.filter(way=way, made_at__gt=Now() - timedelta(days=1))
    lately = made.filter(made_at__gt=Now() - timedelta(hours=1))
    if made.count() >= (rules.MOST_IN_A_DAY if way == Way.MAIL else rules.MOST_TOLD_IN_A_DAY):
        raise Refusal(
            _("There were many passcodes for this desk today. Please wait until tomorrow.")
        )
    if lately.count() >= rules.MOST_IN_AN_HOUR:
        raise Refusal(_("There were many passcodes for this desk already. Please wait an hour."))
    code = rules.new_code()
    DeskPasscode.objects.create(
        delivery=delivery,
        code_key=rules.key_of(delivery.uuid, code),
        way=way,
        made_by=by,
        good_until=Now() + rules.GOOD_FOR,
    )
    return code


def _must_be_out(delivery: Delivery) -> None:
    if delivery.state not in HANDED_OVER:
        raise Refusal(_("This bundle has not been handed over yet."))
