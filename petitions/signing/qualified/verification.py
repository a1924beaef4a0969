"""From an uploaded file to the person who signed our statement, or the reason why not.

Works on the file and the trust store alone: no database, no key of ours. Only an issuer whom we
trust is asked over the network, and only when the file does not bring the issuer's word along.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cryptography import x509

from petitions.bundles import issuing, revocation
from petitions.bundles.authority import AuthorityFailed
from petitions.bundles.flaw import Flaw
from petitions.bundles.revocation import BadStatus, Revoked, Status
from petitions.signing.qualified import bare, containers, holder, outside, pdfs
from petitions.signing.qualified.found import Found, Statements
from petitions.signing.qualified.reasons import NotNow, Reason, Wrong
from petitions.signing.qualified.trust import TrustStore
from petitions.signing.qualified.trusted_lists import SIGNERS, TIMESTAMPS


@dataclass(frozen=True)
class Proof:
    """Who signed, when, and what.

    `is_trusted` is false when there was no trust store to ask, `is_lasting` when the file does not
    bring the issuer's word along: then it does not prove itself to others (level B-T).
    `suits_library` as in `Found`.
    """

    statement: int
    name: str
    code: str
    country: str
    identity: str
    birth_date: date | None
    signed_at: datetime
    kind: str
    is_trusted: bool
    is_lasting: bool
    suits_library: bool


@dataclass(frozen=True)
class Circle:
    """Whom to believe, and whom to ask where a certificate names nobody."""

    trust: TrustStore | None
    ocsp_url: str = ""


def verify(path: Path, petition: int, statements: Statements, circle: Circle) -> Proof:
    """Check everything that the file and the trust store can show.

    Raises `Wrong` with the reason, or `NotNow` when an issuer does not answer.
    """
    known = circle.trust.known if circle.trust else ()
    content = path.read_bytes()
    kind = outside.kind_of(content)
    if kind == outside.PDF:
        found = pdfs.read(content, statements, known)
    elif kind == outside.CADES:
        found = bare.read(content, statements, known)
    else:
        found = containers.read(path, statements, known)
    if found.statement.petition != petition:
        raise Wrong(Reason.OTHER_PETITION)
    if circle.trust is not None:
        _must_be_trusted(found, circle.trust)
    holder.must_be_for_signatures(found.certificate)
    person = holder.of(found.certificate)
    if circle.trust is not None:
        _must_have_been_good(found, circle)
    return Proof(
        statement=found.statement.pk,
        name=person.name,
        code=person.code,
        country=person.country,
        identity=person.identity,
        birth_date=person.birth_date,
        signed_at=found.stamp.at,
        kind=found.kind,
        is_trusted=circle.trust is not None,
        is_lasting=found.status is not None,
        suits_library=found.suits_library,
    )


def _must_be_trusted(found: Found, trust: TrustStore) -> None:
    at, certificate = found.stamp.at, found.certificate
    if not trust.vouches_for(certificate, found.issuers, frozenset({SIGNERS}), at=at):
        raise Wrong(_why_unknown(certificate))
    carried = (*found.issuers, *found.stamp.issuers)
    if not trust.vouches_for(found.stamp.by, carried, frozenset({TIMESTAMPS}), at=at):
        raise Wrong(Reason.UNKNOWN_TIME)


def _why_unknown(certificate: x509.Certificate) -> Reason:
    if certificate.issuer == certificate.subject:
        return Reason.SELF_SIGNED
    if holder.says_test(certificate):
        return Reason.TEST_CERTIFICATE
    return Reason.UNKNOWN_ISSUER


def _must_have_been_good(found: Found, circle: Circle) -> None:
    """The issuer's word: brought along from when it was signed, or asked for now."""
    if found.status is None and circle.trust is not None:
        _ask(found, (*found.issuers, *circle.trust.known), circle.ocsp_url)


def _ask(found: Found, issuers: tuple[x509.Certificate, ...], fallback: str) -> Status | None:
    # SECURITY: the address stands in a trusted certificate: only its issuer can have written it.
    url = revocation.address(found.certificate, "") or fallback
    if not url and found.before is None:
        raise Wrong(Reason.NO_STATUS)
    if not url:
        return found.before
    try:
        issuer = issuing.issuer_of(found.certificate, issuers)
        answer = revocation.ask_about(found.certificate, issuer, url)
        return revocation.check(answer, found.certificate, issuer)
    except AuthorityFailed as failure:
        raise NotNow(str(failure)) from failure
    except Revoked as error:
        if error.at is None or error.at <= found.stamp.at:
            raise Wrong(Reason.REVOKED) from error
        return None  # afterwards: a card that was lost later
    except (BadStatus, Flaw) as error:
        raise Wrong(Reason.BAD_STATUS) from error
