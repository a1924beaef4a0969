"""Where a signature came from, as keyed hashes: enough to see a crowd, too little to see anybody.

One address of IPv4; of IPv6 the /64 of a household, inside which one device has 2⁶⁴ addresses
and changes them every day. As networks the /24 in which IPv4 is announced and sold, and the /48
that a provider gives to one site.
"""

from __future__ import annotations

import socket
from ipaddress import ip_network
from typing import Any
from uuid import UUID

from petitions.models.invalidation import Source
from petitions.signing.rules import Traces
from testimonies.privacy import vault

PLACE = "petitions.signature.trace"
KEY = 16
IPV4 = 4
_MAPPED = bytes(10) + b"\xff\xff"


def of(address: str, email: str) -> Traces:
    """The traces of a form sent from `address` (as text) by the owner of `email`."""
    packed = _packed(address) or address.encode()
    return Traces(
        address=address,
        address_key=_key(Source.ADDRESS, _household(packed)),
        network_key=_key(Source.NETWORK, _network(packed)),
        domain_key=domain_key(email.rpartition("@")[2]),
    )


def columns(traces: Traces | None, uuid: UUID) -> dict[str, Any]:
    """As they are written beside a signature: keys, and the address encrypted."""
    if traces is None:
        return dict.fromkeys(("address_key", "network_key", "domain_key", "trace"))
    return {
        "address_key": traces.address_key,
        "network_key": traces.network_key,
        "domain_key": traces.domain_key,
        "trace": vault.seal({"address": traces.address}, place=PLACE, row=uuid),
    }


def domain_key(domain: str) -> bytes:
    return _key(Source.DOMAIN, domain.strip().lower().encode())


def key_of(source: str, told: str) -> bytes | None:
    """The key of an address, network or domain that somebody typed; None for what is none."""
    told = told.strip()
    if source == Source.DOMAIN:
        domain = told.rpartition("@")[2]
        return domain_key(domain) if "." in domain else None
    packed = _packed(told.partition("/")[0])
    if packed is None:
        return None
    return _key(source, _household(packed) if source == Source.ADDRESS else _network(packed))


def network_of(address: str) -> str:
    """As staff write it: ``203.0.113.0/24``; empty for what is no address."""
    packed = _packed(address)
    if packed is None:
        return ""
    length = 24 if len(packed) == IPV4 else 48
    return str(ip_network((packed, length), strict=False))


def _packed(address: str) -> bytes | None:
    """4 or 16 bytes. The C library reads an address ten times faster than `ipaddress`."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        packed = socket.inet_pton(family, address.partition("%")[0])
    except (OSError, ValueError):
        return None
    return packed[12:] if packed.startswith(_MAPPED) else packed


def _household(packed: bytes) -> bytes:
    return packed[:8]


def _network(packed: bytes) -> bytes:
    return packed[:3] if len(packed) == IPV4 else packed[:6]


def _key(source: str, part: bytes) -> bytes:
    return vault.keyed(f"signature-{source}", part)[:KEY]
