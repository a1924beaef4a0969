"""What a signer may know of their own signature: where it went, and where to find it again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.utils.timezone import now

from petitions.campaigns import queries as campaigns
from petitions.models import Bundle, BundleItem, InstitutionResponse, Petition, Signature
from petitions.models.bundle import State as BundleState
from petitions.models.bundle_item import ItemKind
from petitions.models.signature import State
from petitions.signing import identity, rules
from petitions.signing.own import rules as own
from petitions.signing.queries import Signed
from testimonies.privacy import tokens


@dataclass(frozen=True)
class Carried:
    """A released bundle, and what the institution said about it so far."""

    number: int
    handed_over_at: datetime | None
    acknowledged_at: datetime | None
    registry_number: str
    verified_count: int | None
    #: Its digest, by which everybody finds it in the register.
    identity: str


@dataclass(frozen=True)
class Passage:
    """How one signature came to one institution, and whether its end was told there.

    `is_fixed` when a bundle that has not left the house holds it.
    """

    institution: str
    carried: Carried | None
    told: Carried | None
    is_fixed: bool
    #: What the institution said about the petition since, the newest first.
    outcomes: tuple[InstitutionResponse, ...] = ()


@dataclass(frozen=True)
class Mine:
    """One of the signatures of a mailbox, as the letter about them names it."""

    signature: Signature
    title: str

    @property
    def is_pending(self) -> bool:
        return self.signature.state == State.PENDING


@dataclass(frozen=True)
class Passages:
    """Where a signature is, or is fixed to go; the names of those whom it has not reached."""

    gone: tuple[Passage, ...]
    not_gone: tuple[str, ...]


def passages(signed: Signed) -> Passages:
    """One passage for each institution that a bundle has reached, in the order of the petition."""
    said = Prefetch("bundle__delivery__responses", InstitutionResponse.objects.order_by("at"))
    items = BundleItem.objects.filter(signature=signed.signature).select_related(
        "bundle__delivery"
    )
    items = items.exclude(bundle__state=BundleState.DISCARDED)
    by_target: dict[int, list[BundleItem]] = defaultdict(list)
    for item in items.prefetch_related(said):
        by_target[item.target_id].append(item)
    outcomes = _outcomes(signed)
    found = [
        _passage(target.name, by_target[target.pk], outcomes[target.pk])
        for target in signed.targets
    ]
    gone = [each for each in found if each.carried or (each.is_fixed and signed.has_ended)]
    return Passages(
        gone=tuple(gone),
        not_gone=tuple(each.institution for each in found if each not in gone),
    )


def of_address_link(token: str) -> tuple[Signature, str] | None:
    """The signature and the address that a letter asked to confirm; None for any other link."""
    claimed = tokens.claimed(token)
    if claimed is None:
        return None
    found = Signature.objects.select_related("petition").filter(uuid=claimed).first()
    address = asked_address(found, token) if found else ""
    return (found, address) if found and address else None


def asked_address(signature: Signature, token: str) -> str:
    """The address that this link confirms; empty once it was used, replaced or too old."""
    asked = (signature.contact or {}).get("asked")
    if not asked or signature.state not in own.KEEPING:
        return ""
    is_ours = tokens.read(own.link_purpose(asked["nonce"]), token) == signature.uuid
    is_good = own.is_good(datetime.fromisoformat(asked["at"]), at=now())
    return str(asked["email"]) if is_ours and is_good else ""


def of_mailbox(email: str, language: str) -> dict[str, list[Mine]]:
    """Living signatures of whoever reads a mailbox, by the address where their letters go.

    Locked until the caller's transaction ends, in the order in which everybody locks them: what
    is being erased or taken back is not told a moment later. SECURITY: the address that was typed
    is not among them, only those that were confirmed.
    """
    petitions = {each.pk: each for each in Petition.objects.public()}
    keys = [identity.mailbox_key(each.uuid, email) for each in petitions.values()]
    found: dict[str, list[Mine]] = defaultdict(list)
    living = Signature.objects.living().filter(petition__in=petitions, mailbox_key__in=keys)
    locked = living.order_by("pk").select_for_update(no_key=True)
    for signature in sorted(locked, key=_by_petition):
        is_old = signature.signed_at < now() - rules.CONFIRM_WITHIN
        if not (signature.state == State.PENDING and is_old):
            title = campaigns.title(petitions[signature.petition_id].slug, language)
            found[signature.mail_address.casefold()].append(Mine(signature, title))
    return found


def _by_petition(signature: Signature) -> int:
    return signature.petition_id


def _outcomes(signed: Signed) -> dict[int, list[InstitutionResponse]]:
    public = InstitutionResponse.objects.public().select_related("delivery__bundle")
    said = public.filter(delivery__bundle__target__in=[each.pk for each in signed.targets])
    found: dict[int, list[InstitutionResponse]] = defaultdict(list)
    for each in said.order_by("-at", "-pk"):
        found[each.delivery.bundle.target_id].append(each)
    return found


def _passage(
    institution: str, items: Sequence[BundleItem], outcomes: Sequence[InstitutionResponse]
) -> Passage:
    released = {item.kind: item for item in items if item.bundle.state == BundleState.RELEASED}
    carried, told = released.get(ItemKind.SIGNATURE), released.get(ItemKind.WITHDRAWAL)
    return Passage(
        institution=institution,
        carried=_carried(carried.bundle) if carried else None,
        told=_carried(told.bundle) if told else None,
        is_fixed=bool(items) and carried is None,
        outcomes=tuple(outcomes),
    )


def _carried(bundle: Bundle) -> Carried:
    delivery = getattr(bundle, "delivery", None)
    responses = list(delivery.responses.all()) if delivery else []
    counts = [each.verified_count for each in responses if each.verified_count is not None]
    return Carried(
        number=bundle.number,
        handed_over_at=delivery.sent_at if delivery else None,
        acknowledged_at=delivery.acknowledged_at if delivery else None,
        registry_number=delivery.registry_number if delivery else "",
        verified_count=counts[-1] if counts else None,
        identity=bundle.identity,
    )
