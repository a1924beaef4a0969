"""What the holder of a link may know of a signature."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.timezone import now

from petitions.campaigns import queries as campaigns
from petitions.campaigns.queries import Campaign, Target
from petitions.models import Signature
from petitions.models.erasure import Kind
from petitions.models.signature import LIVING, Assurance, State
from petitions.signing import needs, rules
from testimonies.models.institution import SignatoryField
from testimonies.privacy import references, tokens


@dataclass(frozen=True)
class Signed:
    """A signature with its petition, as its own page shows it."""

    signature: Signature
    petition: Campaign
    targets: tuple[Target, ...]

    @property
    def valid_at(self) -> list[str]:
        """The institutions where this signature counts."""
        valid = self.signature.valid_targets
        return [target.name for target in self.targets if target.pk in valid]

    @property
    def in_support_at(self) -> list[str]:
        """The institutions to which it goes as a declaration of support."""
        valid = self.signature.valid_targets
        return [target.name for target in self.targets if target.pk not in valid]

    @property
    def also_told(self) -> list[tuple[str, list[str]]]:
        """What was told beyond the usual, and the institutions that receive it."""
        told = self.signature.personal or {}
        return [
            (str(field.label), self._needing(field))
            for field in SignatoryField
            if field not in needs.ALWAYS and told.get(field.value)
        ]

    @property
    def is_erased(self) -> bool:
        return self.signature.erased_at is not None

    @property
    def is_erased_on_request(self) -> bool:
        erasure = self.signature.erasure
        return erasure is not None and erasure.kind == Kind.REQUEST

    @property
    def is_pending(self) -> bool:
        return self.signature.state == State.PENDING

    @property
    def is_confirmed(self) -> bool:
        """SECURITY: also while it is put aside; nobody learns from us how to avoid that."""
        return self.signature.state in {State.CONFIRMED, State.QUARANTINED}

    @property
    def may_be_stronger_when_qualified(self) -> bool:
        """Whether a qualified signature would be a stronger one."""
        living = self.signature.state in LIVING and not self.is_erased
        return living and self.petition.is_open and self.signature.assurance != Assurance.QUALIFIED

    @property
    def may_be_stronger_with_eid(self) -> bool:
        """Whether proving an identity would add to it."""
        is_weaker = rules.RANK[self.signature.assurance] < rules.RANK[Assurance.EID]
        return is_weaker and self.signature.state in LIVING and not self.is_erased

    @property
    def is_withdrawn(self) -> bool:
        return self.signature.state == State.WITHDRAWN

    @property
    def has_ended(self) -> bool:
        return self.signature.state not in LIVING

    @property
    def is_rejected(self) -> bool:
        return self.signature.state == State.REJECTED

    @property
    def newer(self) -> Signature | None:
        """The stronger signature of the same person that counts instead."""
        is_superseded = self.signature.state == State.SUPERSEDED
        return self.signature.replaced_by if is_superseded else None

    def _needing(self, field: str) -> list[str]:
        valid = self.signature.valid_targets
        needing = [each for each in self.targets if field in each.facts.required_fields]
        return [each.name for each in needing if each.pk in valid]


def of_link(token: str) -> Signed | None:
    """By the link in a letter; None for what never existed or was not confirmed in time."""
    uuid = tokens.read(rules.CONFIRM_LINK, token)
    found = _with_petition().filter(uuid=uuid).first() if uuid else None
    if found is None or _is_too_late(found):
        return None
    return signed(found)


def of_reference(reference: str) -> Signed | None:
    """Also as somebody types it from a slip of paper."""
    found = _with_petition().filter(reference=references.as_written(reference)).first()
    return signed(found) if found else None


def signed(signature: Signature) -> Signed | None:
    petition = campaigns.campaign(signature.petition.slug)
    if petition is None:
        return None
    targets = tuple(target for target in petition.targets if target.pk in signature.targets)
    return Signed(signature, petition, targets)


def _with_petition() -> QuerySet[Signature]:
    return Signature.objects.select_related("petition", "erasure")


def _is_too_late(signature: Signature) -> bool:
    is_old = signature.signed_at < now() - rules.CONFIRM_WITHIN
    return signature.state == State.PENDING and is_old
