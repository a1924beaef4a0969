"""What pages, bundles and checks want to know of statements and signed containers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from django.conf import settings
from django.utils.timezone import now

from petitions.models import Signature, SignedContainer, Statement
from petitions.models.container import State
from petitions.models.signature import State as Signed
from petitions.signing import identity
from petitions.signing.qualified import reasons, rules
from petitions.signing.qualified.found import Known
from testimonies.privacy import vault

CONTENT = "petitions.signedcontainer.content"


@dataclass(frozen=True)
class Kept:
    """The signer's own qualified signature as a file; `kind` is one of `outside`'s.

    "cades" may leave the statement out: then it proves nothing without the statement's PDF.
    """

    reference: str
    kind: str
    size: int
    _uuid: UUID
    _sealed: bytes

    def read(self) -> bytes:
        return vault.open_bytes(self._sealed, place=CONTENT, row=self._uuid)


@dataclass(frozen=True)
class Followed:
    """A container as whoever sent it may see it."""

    container: SignedContainer

    @property
    def is_waiting(self) -> bool:
        return self.container.state == State.RECEIVED

    @property
    def is_taking_long(self) -> bool:
        return self.container.attempts > 1

    @property
    def is_verified(self) -> bool:
        return self.container.state == State.VERIFIED

    @property
    def counts(self) -> bool:
        """Not any more, once it was withdrawn. SECURITY: what is put aside looks no different."""
        signature = self.container.signature
        return signature is not None and signature.state in {Signed.CONFIRMED, Signed.QUARANTINED}

    @property
    def is_unverified(self) -> bool:
        return self.container.state == State.UNVERIFIED

    @property
    def is_refused(self) -> bool:
        return self.container.state == State.REFUSED

    @property
    def signature(self) -> Signature | None:
        """SECURITY: only for whoever has shown that they signed, see `rules.shows_its_holder`."""
        return self.container.signature if self.container.opens_signature else None

    @property
    def sentence(self) -> str:
        return str(reasons.sentence(self.container.reason))

    @property
    def advice(self) -> str:
        return str(reasons.advice(self.container.reason))


def container_of(signature: Signature) -> Kept | None:
    """The container that made a qualified signature, to go with it into bundles."""
    made = SignedContainer.objects.filter(signature=signature, state=State.VERIFIED)
    found = made.order_by("checked_at", "pk").first()
    if found is None or found.content is None:
        return None
    return Kept(found.reference, found.kind, found.size, found.uuid, bytes(found.content))


def of_reference(slug: str, reference: str) -> Followed | None:
    own = SignedContainer.objects.without_content().filter(petition__slug=slug)
    found = own.select_related("signature").filter(reference=reference).first()
    return Followed(found) if found else None


def may_follow(container: SignedContainer) -> bool:
    """Whether somebody who has just sent this very file is shown its page."""
    if container.state != State.VERIFIED:
        return True
    return container.received_at > now() - rules.SAME_VISIT


def was_withdrawn_since(petition: UUID, person: str, moment: datetime) -> bool:
    """SECURITY: whoever holds an old file cannot sign again for somebody who took it back."""
    own = Signature.objects.filter(
        petition__uuid=petition, identity_key=identity.proven_key(petition, person)
    )
    return own.filter(state=Signed.WITHDRAWN, ended_at__gte=moment).exists()


def statements() -> list[Known]:
    """Every statement ever handed out, of all petitions."""
    rows = Statement.objects.values_list("pk", "petition_id", "pdf_sha256", "size", "files")
    return [
        Known(pk, petition, pdf, size, frozenset(files), *_longer_digests(pdf))
        for pk, petition, pdf, size, files in rows.order_by("pk")
    ]


@cache
def _longer_digests(pdf_sha256: str) -> tuple[str, str]:
    """SHA-384 and SHA-512 of a statement, whose bytes never change."""
    pdf = bytes(Statement.objects.values_list("pdf", flat=True).get(pdf_sha256=pdf_sha256))
    return hashlib.sha384(pdf).hexdigest(), hashlib.sha512(pdf).hexdigest()


def has_trust_store() -> bool:
    return settings.TRUST_STORE is not None and settings.TRUST_STORE.exists()
