"""Every rate limit of the site: its number, and the reason for the number.

Counted in Redis by client address. When Redis is away nobody is turned away:
a witness who cannot submit is worse than a robot that can.
"""

import hashlib
import logging
from dataclasses import dataclass
from functools import cache, lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from time import time

from django.conf import settings
from django.http import HttpRequest
from redis import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

#: What this process has counted and not yet told Redis, by key.
_here: dict[str, int] = {}
MOST_HERE = 50_000


@dataclass(frozen=True)
class Limit:
    """So many times in so many seconds. Redis is asked at every `step`-th time in a process."""

    name: str
    times: int
    seconds: int
    step: int = 1


#: A hall of people behind one address signs in an evening; a robot signs in a minute. Most
#: addresses sign once or twice, and a few more than the number do no harm.
SIGNING = Limit("signing", 300, 3600, step=10)
#: More than a hall of people signs in an hour from one address: not refused, but looked at.
CROWDED_ADDRESS = Limit("crowded-address", 100, 3600, step=10)
#: A /24 of a mobile operator is thousands of telephones, of which in a surge hundreds sign.
CROWDED_NETWORK = Limit("crowded-network", 1000, 3600, step=10)
#: A letter is answered once; whoever tries tokens by hand or by program runs dry here.
CONFIRMING = Limit("confirming", 300, 3600, step=10)
#: Taking back one's own signature, and those of a family; references have 80 random bits.
WITHDRAWING = Limit("withdrawing", 60, 3600)
#: Challenges for browsers are cheap to make, and one is needed for each form.
CHALLENGES = Limit("challenges", 600, 3600, step=10)
#: Each way to a provider of electronic identity costs a session; a hall of people takes it as
#: often as it signs, and comes back from a telephone that was not at hand.
IDENTIFYING = Limit("identifying", 300, 3600)
#: Sixteen digits with a check digit: 10¹⁵ codes, guessed at 20 an hour. Right ones are forgiven:
#: a reading room has one address. Whatever the check digit refuses is a slip and no guess.
RETURN_CODE = Limit("return-code", 20, 3600)
#: One family's papers, uploaded twice over.
UPLOADS = Limit("uploads", 120, 3600)
#: Each brings two files that we open; a secretary who corrects a form needs a handful.
ENDORSING = Limit("endorsing", 30, 3600)
#: A hall of people with their own cards signs in an evening; each file costs a check.
CONTAINERS = Limit("containers", 120, 3600)
#: Letters with the way back to a draft: one a pause, so that nobody is buried in mail.
WAY_BACK = Limit("way-back", 20, 3600)
#: The same for each mailbox: nobody is buried in what others ask for.
WAY_BACK_LETTER = Limit("way-back-letter", 5, 3600)
#: The button behind the link of such a letter, which has 128 bits that nobody guesses.
BY_LETTER = Limit("by-letter", 60, 3600)
#: Saved answers that are opened again; a file of the greatest length that is none of ours costs
#: two seconds.
OPEN_FILE = Limit("open-file", 30, 3600)
#: A reading room where several people tell their stories on one day.
DRAFTS = Limit("drafts", 60, 3600)
#: Sheets for signatures on paper: a library prints some for its tables. Each costs 0.1 s.
PAPER_SHEETS = Limit("paper-sheets", 60, 3600)
#: The questionnaire on paper, for a reading room and its visitors. Each costs half a second.
PAPER_FORMS = Limit("paper-forms", 60, 3600)
#: Everything about one case in one file, which may be gigabytes: some tries over a bad line.
EVERYTHING = Limit("everything", 10, 86400)
#: Letters to archives, a hall of people beside one printer. Each costs 0.1 s.
ARCHIVE_LETTERS = Limit("archive-letters", 120, 3600)
#: Statements to be signed elsewhere: a hall of people fetches one each, some twice. Each is some
#: hundred kilobytes out of the database.
STATEMENTS = Limit("statements", 300, 3600)
#: Proofs belong to their signers, who fetch one now and then, and a helper those of a hall. Each
#: is computed out of the ledger.
PROOFS = Limit("proofs", 120, 3600)
#: "Have I signed?": a helper asks for a few neighbours; a robot asks for thousands of strangers.
MINE = Limit("mine", 20, 3600)
#: The letter that answers it, for each mailbox: nobody is buried in what others ask for.
MINE_LETTER = Limit("mine-letter", 1, 900)
#: Signers who want our letters elsewhere; each writes to an address that somebody typed.
OTHER_ADDRESS = Limit("other-address", 10, 3600)
#: The same for each mailbox: nobody is buried in what others ask for.
OTHER_ADDRESS_LETTER = Limit("other-address-letter", 5, 3600)

#: Passcodes at the door of an institution's desk: a clerk mistypes a few; each is counted in the
#: database as well, where five wrong tries end it.
ENTERING_DESK = Limit("entering-desk", 60, 3600)

#: Counts, questions and answers of an institution: a clerk with many bundles writes some dozens.
RESPONDING = Limit("responding", 60, 3600)


def client_address(request: HttpRequest) -> str:
    """The nearest address that is not one of our own proxies."""
    address = _plain(request.META.get("REMOTE_ADDR") or "127.0.0.1")
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    for hop in reversed([part for part in forwarded if part]):
        if not _is_trusted(address):
            break
        address = _plain(hop)
    return address


def exceeds(limit: Limit, request: HttpRequest) -> bool:
    """Count this request against a limit, and say whether it is one too many."""
    return is_exceeded_for(_caller(client_address(request)), limit)


def forgive(limit: Limit, request: HttpRequest) -> None:
    """Take back one that was counted: where only wrong tries are to count. For a step of one.

    It is counted first and given back after, so that tries at the same moment are all counted.
    """
    try:
        _redis().decr(_key(_caller(client_address(request)), limit))
    except (RedisError, OSError):
        log.warning("limit %s could not be given back", limit.name)


def is_exceeded_for(caller: str, limit: Limit) -> bool:
    """The same for whoever `caller` names; no more than a keyed hash of it is kept."""
    key = _key(caller, limit)
    if limit.step > 1 and not _is_worth_asking(key, limit.step):
        return False
    try:
        counted = _redis().incrby(key, limit.step)
        if counted == limit.step:  # a key that misses this is of no use later and does no harm
            _redis().expire(key, limit.seconds)
    except (RedisError, OSError):
        log.warning("limit %s could not be counted", limit.name)
        return False
    if counted > limit.times:
        _here[key] = limit.step  # so that the next one is asked about as well
    return counted > limit.times


def _key(caller: str, limit: Limit) -> str:
    address = hashlib.sha256(settings.INDEX_KEY + caller.encode()).hexdigest()[:24]
    return f"limit:{limit.name}:{int(time()) // limit.seconds}:{address}"


def first_time(name: str, whose: bytes, *, seconds: int) -> bool:
    """Whether this is the first time within so many seconds; yes when Redis cannot tell."""
    digest = hashlib.sha256(settings.INDEX_KEY + whose).hexdigest()[:32]
    try:
        return bool(_redis().set(f"once:{name}:{digest}", b"1", nx=True, ex=seconds))
    except (RedisError, OSError):
        log.warning("%s could not be remembered", name)
        return True


def _plain(address: str) -> str:
    """IPv4 as it comes over a socket of IPv6: or all of IPv4 would be one household."""
    head, _ffff, bare = address.lower().rpartition("::ffff:")
    return bare if not head and "." in bare else address


def _caller(address: str) -> str:
    """Of IPv6 the network of a household: whoever has one address there has 2⁶⁴ of them."""
    if ":" not in address:
        return address
    try:
        return str(ip_network(f"{address}/64", strict=False))
    except ValueError:
        return address


def _is_worth_asking(key: str, step: int) -> bool:
    """Count in this process, and say whether it has come to a full step."""
    if len(_here) >= MOST_HERE:
        _here.clear()
    counted = _here.get(key, 0) + 1
    _here[key] = 0 if counted == step else counted
    return counted >= step


def _is_trusted(address: str) -> bool:
    return _is_one_of(address, *settings.TRUSTED_PROXIES)


@lru_cache(maxsize=256)  # mostly our own proxies: who stands behind them is not looked at
def _is_one_of(address: str, *proxies: str) -> bool:
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    return any(ip in network for network in _networks(*proxies))


@cache
def _networks(*proxies: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(proxy, strict=False) for proxy in proxies)


@cache
def _redis() -> Redis:
    """The cache's own Redis, asked once a request: the cache interface asks it three times."""
    own = settings.CACHES["default"]
    return Redis.from_url(own["LOCATION"], **own["OPTIONS"])
