"""Checking a bundle from the file alone: offline, without a database, in plain sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from django.conf import settings
from django.utils.translation import gettext as _

from petitions.bundles import (
    as_written,
    contents,
    inside_bags,
    manifest,
    second_opinion,
    signature_check,
    whose,
)
from petitions.bundles.chain import leads_to_trust
from petitions.bundles.container import opened
from petitions.bundles.flaw import Flaw
from petitions.bundles.signature_check import Checked
from testimonies.errors import Refusal


@dataclass(frozen=True)
class Verdict:
    """Whether a file is a whole, sealed bundle; why not; and what the reader should know."""

    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    identity: str = ""
    level: str = ""
    told: dict[str, Any] | None = None
    signatures: tuple[Checked, ...] = ()
    #: Of one file of a bundle in several: the others were not looked at.
    is_a_part: bool = False

    @property
    def is_valid(self) -> bool:
        return not self.problems


def verify(path: Path, trust: Path | None = None, seal: Path | None = None) -> Verdict:
    """Check everything that can be checked.

    `trust` is a PEM file with the certificates in which every chain must end, or a folder for the
    DigiDoc library, which then has the last word. Without it the folder is TRUST_STORE; without
    that nobody vouches for the seal's certificate, and a note says so. `seal` is a file with the
    certificates of which one must have sealed it; without it a note gives what can be compared.
    """
    trust = trust or settings.TRUST_STORE
    verdict = inspect(path)
    if not verdict.is_valid:
        return verdict
    notes, problems = [*verdict.notes, *whose.notes(verdict.signatures)], []
    if seal is None:
        notes.append(_("Whether it is the expected seal was not checked: name it with --seal."))
    elif problem := whose.problem(verdict.signatures, seal):
        problems.append(problem)
    else:
        notes.append(_("It is the expected seal."))
    if trust is None:
        said = _("Whether to trust the seal's issuer was not checked: name it with --trust.")
        notes.append(said)
    else:
        problems += _distrust(path, verdict.signatures, trust)
    return replace(verdict, notes=tuple(notes), problems=tuple(problems))


def inspect(path: Path) -> Verdict:
    """Check everything that the file alone can show; whom to trust is another question."""
    try:
        with opened(path) as container:
            container.hash_members()
            signatures = signature_check.check(container)
            as_written.check(container, signatures)
            level = signatures[0].level
            told = contents.check(container, level)
            identity = manifest.identity(container.read(manifest.BUNDLE))
    except Flaw as flaw:
        return Verdict(problems=(flaw.told(), *inside_bags.changed(path)))
    notes, is_a_part = tuple(_notes(signatures, told)), len(_parts(told)) > 1
    return Verdict((), notes, identity, level, told, tuple(signatures), is_a_part)


def _distrust(path: Path, signatures: Sequence[Checked], trust: Path) -> list[str]:
    if trust.is_dir():
        try:
            reason = second_opinion.ask(path, trust)
        except Refusal as nobody_knows:
            return [str(nobody_knows)]
        said = _("The DigiDoc library refuses it: %(reason)s") % {"reason": reason}
        return [said] if reason else []
    try:
        roots = x509.load_pem_x509_certificates(trust.read_bytes())
    except OSError:
        return [f"{trust.name}: {_('The file cannot be read.')}"]
    except ValueError:
        return [_("“%(name)s” holds no certificate to trust.") % {"name": trust.name}]
    return [problem for checked in signatures for problem in _untrusted(checked, roots)]


def _untrusted(checked: Checked, roots: Sequence[x509.Certificate]) -> list[str]:
    """Whoever vouches (seal, timestamp, status) must lead to one of the roots."""
    at = checked.at or datetime.now(UTC)
    others = checked.issuers
    parties = [(_("The seal"), checked.certificate, others, at)]
    if checked.status:
        parties.append((_("The certificate's status"), checked.status.responder, others, at))
    for stamp in (checked.stamp, *checked.archive):
        if stamp:
            parties.append((_("The timestamp"), stamp.by, (*others, *stamp.issuers), stamp.at))
    return [
        _("%(who)s does not lead to a certificate that you trust.") % {"who": who}
        for who, certificate, issuers, moment in parties
        if not leads_to_trust(certificate, issuers, roots, at=moment)
    ]


def _notes(signatures: Sequence[Checked], told: dict[str, Any]) -> list[str]:
    notes = [_sealed(checked) for checked in signatures]
    if signatures[0].level in {"B", "B-T"}:
        notes.append(_("Without timestamp and certificate status it is not yet valid in DigiDoc."))
    if len(parts := _parts(told)) > 1:
        said = _("This is part %(part)s of %(parts)s: the bundle is whole with all of them.")
        notes.append(said % {"part": told["part"], "parts": len(parts)})
    if told["test"]:
        notes.append(_("TEST: made for trying out, valid nowhere."))
    return notes


def _parts(told: dict[str, Any]) -> set[int]:
    return {part for _digest, _size, part in told["files"].values()}


def _sealed(checked: Checked) -> str:
    said = {"who": checked.signer, "level": checked.level}
    if checked.at is None:
        return _("Sealed by %(who)s, level %(level)s.") % said
    return _("Sealed by %(who)s, level %(level)s, at %(at)s.") % {
        **said,
        "at": checked.at.astimezone(UTC).isoformat(timespec="seconds"),
    }
