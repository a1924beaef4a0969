"""Every rate limit of the site: its number, and the reason for the number.

Counted in Redis by client address. When Redis is away nobody is turned away:
a witness who cannot submit is worse than a robot that can.
"""

import hashlib
import logging
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    name: str
    times: int
    seconds: int


#: A hall of people behind one address signs in an evening; a robot signs in a minute.
SIGNING = Limit("signing", 300, 3600)
#: Sixteen digits with a check digit: 10¹⁵ codes, guessed at 20 an hour.
RETURN_CODE = Limit("return-code", 20, 3600)
#: One family's papers, uploaded twice over.
UPLOADS = Limit("uploads", 120, 3600)
#: A reading room where several people tell their stories on one day.
DRAFTS = Limit("drafts", 60, 3600)


def client_address(request: HttpRequest) -> str:
    """The nearest address that is not one of our own proxies."""
    address = request.META.get("REMOTE_ADDR") or "127.0.0.1"
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    for hop in reversed([part for part in forwarded if part]):
        if not _is_trusted(address):
            break
        address = hop
    return address


def exceeds(limit: Limit, request: HttpRequest) -> bool:
    """Count this request against a limit, and say whether it is one too many."""
    address = hashlib.sha256(settings.INDEX_KEY + client_address(request).encode()).hexdigest()[
        :24
    ]
    key = f"limit:{limit.name}:{address}"
    try:
        cache.add(key, 0, limit.seconds)
        return bool(cache.incr(key) > limit.times)
    except (RedisError, ValueError, OSError):  # ValueError: the key expired in between
        log.warning("limit %s could not be counted", limit.name)
        return False


def _is_trusted(address: str) -> bool:
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    return any(ip in ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES)
