"""What a signature brings along of its issuers' words: OCSP answers, and lists of the revoked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from django.utils.translation import gettext as _

from petitions.bundles import issuing, revocation, revocation_list
from petitions.bundles.flaw import Flaw
from petitions.bundles.revocation import CLOCKS_DIFFER, BadStatus, Revoked, Status

MOST = 60
Check = Callable[[bytes, x509.Certificate, x509.Certificate], Status]


@dataclass(frozen=True)
class Words:
    """`since` is from after the signature; `before` is a list that was in force when it was made.

    SECURITY: a word from before the signature says nothing of a card that was stolen since.
    """

    since: Status | None = None
    before: Status | None = None


@dataclass(frozen=True)
class Values:
    """OCSP answers and certificate revocation lists, each in DER."""

    answers: tuple[bytes, ...] = ()
    lists: tuple[bytes, ...] = ()

    def words_on(
        self,
        certificate: x509.Certificate,
        issuers: Sequence[x509.Certificate],
        *,
        signed_at: datetime,
    ) -> Words:
        """What they say of a certificate that signed at that moment.

        Raises Revoked when it had been revoked by then, and Flaw when its issuer is not there.
        What is about other certificates, or is not to be believed, says nothing.
        """
        if not (self.answers or self.lists):
            return Words()
        if len(self.answers) + len(self.lists) > MOST:
            raise Flaw(_("The signature holds what no signature needs."), "too_much")
        issuer = issuing.issuer_of(certificate, issuers)
        good = list(self._good(certificate, issuer, signed_at))
        since = (word for word in good if word.produced_at >= signed_at - CLOCKS_DIFFER)
        before = (word for word in good if word.was_in_force(signed_at))
        return Words(next(since, None), next(before, None))

    def _good(
        self, certificate: x509.Certificate, issuer: x509.Certificate, signed_at: datetime
    ) -> Iterator[Status]:
        ways: tuple[tuple[Check, tuple[bytes, ...]], ...] = (
            (revocation.check, self.answers),
            (revocation_list.check, self.lists),
        )
        for check, values in ways:
            for value in values:
                try:
                    yield check(value, certificate, issuer)
                except Revoked as error:
                    if error.at is None or error.at <= signed_at:
                        raise
                except BadStatus:
                    continue
