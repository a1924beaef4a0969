"""``due``, ``build PETITION INSTITUTION [--cut-off T]``, ``verify FILE… [--trust PEM]
[--seal CERTIFICATE] [--language CODE]``, ``archive``, ``extend FILE OUT``, ``try-seal``.
"""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware, make_aware, now
from django.utils.translation import gettext as _

from petitions.bundles import actions as bundles
from petitions.bundles import archive, places, queries, seal, token
from petitions.bundles.archiving import actions as archiving
from petitions.bundles.flaw import Flaw
from petitions.bundles.together import verify_all
from petitions.bundles.verify import Verdict
from petitions.models import Bundle, PetitionTarget
from petitions.models.bundle import Content, State
from testimonies.errors import Refusal


class Command(BaseCommand):
    help = "Lists what is due, builds and seals a bundle now, or checks one from its file alone."
    requires_system_checks = []  # a check may ask the database; verifying must not

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        steps.add_parser("due", help="what institutions have not received yet")
        build: ArgumentParser = steps.add_parser("build", help="freeze, write and seal now")
        build.add_argument("petition", help="its slug")
        build.add_argument("institution", help="its code")
        build.add_argument("--cut-off", type=_moment, help="ISO 8601; default: now")
        build.add_argument("--reason", default="", help="why it is made now; kept with it")
        steps.add_parser("try-seal", help="have the seal sign something once, and forget it")
        steps.add_parser("archive", help="make or renew the archive copies that are due")
        extend: ArgumentParser = steps.add_parser("extend", help="add an archive timestamp")
        extend.add_argument("file", type=Path)
        extend.add_argument("out", type=Path, help="where the copy goes; FILE stays as it is")
        check: ArgumentParser = steps.add_parser("verify", help="from the file alone, offline")
        check.add_argument("files", type=Path, nargs="+", metavar="file", help="all its parts")
        check.add_argument("--trust", type=Path, help="PEM file in which every chain must end")
        check.add_argument("--seal", type=Path, help="certificate of the seal that is expected")
        codes = [code for code, _name in settings.LANGUAGES]
        check.add_argument("--language", choices=codes, default="en", help="of what it says")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            match options["step"]:
                case "due":
                    self.due()
                case "build":
                    self.build(options)
                case "try-seal":
                    self.try_seal()
                case "archive":
                    self.archive()
                case "extend":
                    self.extend(options["file"], options["out"])
                case _:
                    with translation.override(options["language"]):
                        found = verify_all(options["files"], options["trust"], options["seal"])
                        self.verify(found)
        except (Refusal, Flaw) as refusal:
            raise CommandError(str(refusal)) from refusal

    def due(self) -> None:
        found = queries.due(now())
        for each in found:
            last = each.last_cut_off.isoformat() if each.last_cut_off else "never"
            self.stdout.write(
                f"{each.petition} → {each.institution}: {each.signatures} signatures,"
                f" {each.withdrawals} withdrawals, {each.testimonies} testimonies,"
                f" {each.claims} claims; {each.why()}; last bundle: {last}"
            )
        if not found:
            self.stdout.write("Nothing is due.")

    def build(self, options: dict[str, Any]) -> None:
        petition, institution = options["petition"], options["institution"]
        target = PetitionTarget.objects.filter(
            petition__slug=petition, profile__institution__code=institution
        ).first()
        if target is None:
            raise CommandError(f"“{petition}” does not go to “{institution}”.")
        frozen = self.frozen(target, options["cut_off"], options["reason"])
        bundle = bundles.finish(frozen.pk, wait=True)
        if bundle.state not in {State.SEALED, State.PROPOSED, State.RELEASED}:
            raise CommandError(bundle.problem or f"The bundle is {bundle.state}.")
        self.stdout.write(f"{bundle.frozen['counts']['signatures']} signatures, {bundle.identity}")
        for part in places.sealed_parts(bundle):
            self.stdout.write(str(part.path))

    def frozen(self, target: PetitionTarget, cut_off: datetime | None, reason: str) -> Bundle:
        """A bundle with what is new; without anything new the last one, sealed or not yet."""
        try:
            return bundles.freeze(target.pk, cut_off or now(), why=bundles.Why(reason=reason))
        except bundles.Nothing:
            own = target.bundles.living().filter(content=Content.SIGNATURES)
            last = None if cut_off else own.order_by("number").last()
            if last is None:
                raise
            self.stdout.write(f"Nothing is new since bundle {last.number}:")
            return last

    def try_seal(self) -> None:
        """The one way to try a device again after a wrong PIN."""
        device = token.configured()
        signer = (
            seal.signer_from_token(device, settings.SEAL_CHAIN, by_hand=True)
            if device
            else seal.configured_signer()
        )
        seal.must_be_good(signer, seal.configured_authorities())
        signer.sign(bytes(32))
        self.stdout.write("The seal opens, is good today, and signs.")

    def archive(self) -> None:
        copies = [archiving.renew(copy_id) for copy_id in archiving.begin()]
        for copy in copies:
            self.stdout.write(copy.problem or f"{copy.path}, good until {copy.good_until}")
        if not copies:
            self.stdout.write("No archive copy is due.")
        if any(copy.problem for copy in copies):
            raise CommandError("Not every archive copy could be made.")

    def extend(self, path: Path, target: Path) -> None:
        authorities = seal.configured_authorities()
        if authorities is None:
            raise CommandError("Set TSA_URL first.")
        if target.exists():
            raise CommandError(f"“{target}” is there already.")
        archive.extend(path, target, authorities)
        self.stdout.write(str(target))

    def verify(self, verdict: Verdict) -> None:
        for note in verdict.notes:
            self.stdout.write(note)
        if verdict.problems:
            raise CommandError("\n".join(verdict.problems))
        self.stdout.write(f"{_('Identity')}: {verdict.identity}")
        whole = _("The bundle is whole and its seal is valid.")
        part = _("This part is whole and its seal is valid.")
        self.stdout.write(part if verdict.is_a_part else whole)


def _moment(text: str) -> datetime:
    found = parse_datetime(text)
    if found is None:
        raise CommandError(f"“{text}” is not a moment: write 2026-11-22T12:00:00Z.")
    return found if is_aware(found) else make_aware(found)
