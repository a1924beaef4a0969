"""Why an uploaded file does not count: a code for rows and desks, a sentence for its owner."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from petitions.bundles.flaw import Flaw

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Reason(StrEnum):
    # The file itself.
    TOO_LARGE = "too_large"
    NOT_CONTAINER = "not_container"
    TRUNCATED = "truncated"
    ENCRYPTED = "encrypted"
    OTHER_KIND = "other_kind"
    ADOC = "adoc"
    DAMAGED = "damaged"
    TOO_MUCH = "too_much"
    # What is signed.
    NO_SIGNATURE = "no_signature"
    TWO_SIGNERS = "two_signers"
    CHANGED = "changed"
    UNSIGNED_FILE = "unsigned_file"
    EXTRA_FILE = "extra_file"
    OTHER_TEXT = "other_text"
    OTHER_PETITION = "other_petition"
    REWRITTEN = "rewritten"
    DESCRIPTION = "description"
    # How.
    UNBOUND = "unbound"
    NO_CERTIFICATE = "no_certificate"
    DSTU = "dstu"
    WEAK_ALGORITHM = "weak_algorithm"
    EDWARDS = "edwards"
    ALGORITHM = "algorithm"
    # When.
    NO_TIME = "no_time"
    BAD_TIME = "bad_time"
    UNKNOWN_TIME = "unknown_time"
    TIME_MARK = "time_mark"
    # The certificate.
    EXPIRED = "expired"
    REVOKED = "revoked"
    BAD_STATUS = "bad_status"
    NO_STATUS = "no_status"
    SELF_SIGNED = "self_signed"
    TEST_CERTIFICATE = "test_certificate"
    UNKNOWN_ISSUER = "unknown_issuer"
    TRUSTED_PROFILE = "trusted_profile"
    SEAL = "seal"
    NOT_FOR_SIGNING = "not_for_signing"
    NOT_QUALIFIED = "not_qualified"
    NO_DEVICE = "no_device"
    NO_PERSON = "no_person"
    # The rest.
    LIBRARY = "library"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Wrong(Exception):
    """The file does not count, for a reason that its owner is told."""

    def __init__(self, reason: Reason | str) -> None:
        super().__init__(str(reason))
        self.reason = Reason(reason)


class NotNow(Exception):
    """Somebody outside our house has to be asked, and does not answer."""


def of_flaw(flaw: Flaw) -> Wrong:
    """Flaws have the same codes, where they have any."""
    return Wrong(flaw.code if flaw.code in set(Reason) else Reason.DAMAGED)


def sentence(code: str) -> StrPromise | str:
    return SENTENCES.get(code, SENTENCES[Reason.DAMAGED])


_AGAIN = _("Download the statement again, change nothing in it, sign it and upload the result.")

SENTENCES: dict[str, StrPromise] = {
    Reason.TOO_LARGE: _(
        "This file is much larger than a signed statement. Upload the file that your signing "
        "program made of the statement, and nothing else."
    ),
    Reason.NOT_CONTAINER: _(
        "This is no signed file. Upload the file that your signing program made: its name ends in "
        ".asice, .sce, .edoc, .adoc, .bdoc, .asics, .scs, .p7s, .p7m or .pdf."
    ),
    Reason.TRUNCATED: _(
        "This file was cut off: its end is missing. Please upload it again, or sign once more."
    ),
    Reason.ENCRYPTED: _(
        "This file is encrypted, so we cannot read it. Upload the signed file before anything "
        "encrypted it."
    ),
    Reason.OTHER_KIND: _(
        "This is a file of another kind. Choose ASiC-E or PDF as the format in your signing "
        "program. A signature file (.p7s) is good too."
    ),
    Reason.ADOC: _(
        "This ADOC file signs its description in a way that we cannot check. Sign the PDF of the "
        "statement as a PDF, or choose ASiC-E or ADOC-V2.0 as the format in your signing program."
    ),
    Reason.DAMAGED: _(
        "We cannot read the signature in this file. Please sign the statement once more, and "
        "write to us if it happens again."
    ),
    Reason.TOO_MUCH: _(
        "Checking this file took more than any signed statement needs, so we stopped. Please sign "
        "the statement once more, and write to us if it happens again."
    ),
    Reason.NO_SIGNATURE: _("Nobody has signed this file yet. Sign it and upload the result."),
    Reason.TWO_SIGNERS: _(
        "This file holds several signatures. Everybody signs a statement of their own and uploads "
        "it."
    ),
    Reason.CHANGED: _("The statement or the signature was changed after signing."),
    Reason.UNSIGNED_FILE: _("A file was added after signing: the signature says nothing of it."),
    Reason.EXTRA_FILE: _(
        "Something besides the statement was signed. Sign the statement alone, without other "
        "files."
    ),
    Reason.OTHER_TEXT: _("What was signed is not the statement of this petition."),
    Reason.OTHER_PETITION: _("What was signed is the statement of another petition."),
    Reason.REWRITTEN: _(
        "This PDF does not hold our statement byte by byte with nothing but a signature added: it "
        "is another text, or a program changed it or wrote it anew, for instance by printing it."
    ),
    Reason.DESCRIPTION: _(
        "The description (metadata) in this file holds more than the particulars of a document, "
        "or names another document than the statement. Sign the statement alone, as a PDF or "
        "ASiC-E."
    ),
    Reason.UNBOUND: _(
        "The signature does not say which certificate belongs to it (signing-certificate-v2). "
        "Choose CAdES at the level T or LT, ASiC-E or PDF in your signing program, and sign once "
        "more."
    ),
    Reason.NO_CERTIFICATE: _(
        "The file does not hold the signer's certificate, so nobody can say who signed. Tell your "
        "signing program to add the certificate, and sign once more."
    ),
    Reason.DSTU: _(
        "This file, or its timestamp, was signed by the Ukrainian standard DSTU 4145, which we "
        "cannot check yet. It is not damaged. Sign once more and choose ECDSA as the algorithm, "
        "as Diia.Signature and most providers of keys offer."
    ),
    Reason.WEAK_ALGORITHM: _(
        "This was signed with SHA-1 or MD5, which can be forged today. Choose SHA-256 in your "
        "signing program, and sign once more."
    ),
    Reason.EDWARDS: _(
        "This was signed with Ed25519 or Ed448, which we cannot check. Sign with a certificate "
        "that has an RSA or ECDSA key."
    ),
    Reason.ALGORITHM: _(
        "This was signed by an algorithm that we cannot check. We check RSA and ECDSA with "
        "SHA-256, SHA-384 or SHA-512."
    ),
    Reason.NO_TIME: _(
        "The signature carries no timestamp, so nobody can say when it was made. Switch "
        "timestamps on in your signing program (level T or LT) and sign once more."
    ),
    Reason.BAD_TIME: _("The timestamp of the signature is damaged or belongs to another one."),
    Reason.UNKNOWN_TIME: _("The timestamp comes from a service that we do not know."),
    Reason.TIME_MARK: _(
        "The time of this signature is an older Estonian time-mark (BDOC), which we cannot check. "
        "Sign once more in a present DigiDoc4, which adds a timestamp (ASiC-E)."
    ),
    Reason.EXPIRED: _(
        "The certificate was not valid when the signature was made: it had expired."
    ),
    Reason.REVOKED: _("The certificate had been revoked."),
    Reason.BAD_STATUS: _(
        "The signature carries a word on the certificate's state that does not fit it."
    ),
    Reason.NO_STATUS: _(
        "Nobody could tell us whether the certificate was still good: its issuer does not answer."
    ),
    Reason.SELF_SIGNED: _(
        "The certificate was issued by its own holder, so it proves nothing about a person."
    ),
    Reason.TEST_CERTIFICATE: _("The certificate is for tests only."),
    Reason.UNKNOWN_ISSUER: _(
        "The certificate comes from an issuer that is on none of the official lists we use."
    ),
    Reason.TRUSTED_PROFILE: _(
        "This is a trusted signature (Podpis zaufany), which the Polish state accepts from its "
        "citizens. It is no qualified signature, and carries no certificate of your own. Sign "
        "with a qualified signature, or by e-mail."
    ),
    Reason.SEAL: _("This is the seal of an organisation. Only people can sign."),
    Reason.NOT_FOR_SIGNING: _(
        "This certificate is for signing in, and not for signing. Use the second one, with PIN 2."
    ),
    Reason.NOT_QUALIFIED: _("The certificate is not a qualified one."),
    Reason.NO_DEVICE: _(
        "The certificate is qualified, but its key lies in no qualified device, so the signature "
        "is not a qualified one."
    ),
    Reason.NO_PERSON: _(
        "The certificate does not say who its holder is: name and personal code are missing."
    ),
    Reason.LIBRARY: _(
        "Our own check found nothing wrong, but the DigiDoc library, which institutions use, "
        "calls this signature invalid. Please write to us."
    ),
    Reason.WITHDRAWN: _(
        "This was signed before the signer withdrew their signature. To sign again, download the "
        "statement, sign it anew and upload it."
    ),
    Reason.CLOSED: _("The petition was closed before your signature could be counted."),
}

#: Where a fresh copy of the statement helps.
HELPED_BY_A_FRESH_COPY = frozenset(
    {
        Reason.CHANGED,
        Reason.UNSIGNED_FILE,
        Reason.EXTRA_FILE,
        Reason.OTHER_TEXT,
        Reason.OTHER_PETITION,
        Reason.REWRITTEN,
    }
)


def advice(code: str) -> StrPromise | str:
    return _AGAIN if code in HELPED_BY_A_FRESH_COPY else ""
