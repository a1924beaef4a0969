"""Whom we trust to say who somebody is, and when: TRUST_STORE, a PEM file or a folder.

Of a folder every ``*.pem`` but ``lotl.pem`` holds certificates in which chains may end; trusted
lists in it (ETSI TS 119 612) name the services that were granted their status, and since when.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509

from petitions.bundles.chain import leads_to_trust
from petitions.signing.qualified import trusted_lists
from petitions.signing.qualified.trusted_lists import Service


class Unusable(Exception):
    """A trust store that cannot be read or believed."""


@dataclass(frozen=True)
class TrustStore:
    roots: tuple[x509.Certificate, ...]
    services: tuple[Service, ...] = ()

    @property
    def known(self) -> tuple[x509.Certificate, ...]:
        """Issuers that a signed file need not bring along."""
        return (*self.roots, *(service.certificate for service in self.services))

    def vouches_for(
        self,
        certificate: x509.Certificate,
        carried: Sequence[x509.Certificate],
        kinds: frozenset[str],
        *,
        at: datetime,
    ) -> bool:
        """At that moment the certificate led to a root, or to a service of one of these kinds."""
        granted = [
            service.certificate
            for service in self.services
            if service.kind in kinds and service.was_granted(at)
        ]
        if certificate in granted:
            return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
        anchors = (*self.roots, *granted)
        return bool(anchors) and leads_to_trust(certificate, carried, anchors, at=at)


def load(place: Path) -> TrustStore:
    """Raises `Unusable` when nothing in it can be believed."""
    try:
        if place.is_dir():
            pems = [path for path in sorted(place.glob("*.pem")) if path.name != "lotl.pem"]
            store = TrustStore(tuple(_roots(pems)), tuple(trusted_lists.services(place)))
        else:
            store = TrustStore(tuple(_roots([place])))
    except (OSError, ValueError, trusted_lists.Unbelievable) as error:
        raise Unusable(str(error)) from error
    if not store.known:
        raise Unusable(place.name)
    return store


def _roots(pems: Sequence[Path]) -> Iterator[x509.Certificate]:
    for path in pems:
        yield from x509.load_pem_x509_certificates(path.read_bytes())
