"""``verify PETITION [--trust ROOT.pem]``, ``checkpoint PETITION``, ``keys``, ``new-key``."""

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from django.core.management.base import BaseCommand, CommandError, CommandParser

from petitions.ledger import actions as ledger
from petitions.ledger import audit, keys
from petitions.models import Petition


class Command(BaseCommand):
    help = "Recomputes a petition's ledger from its rows, signs its present state, tells the keys."

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        check: ArgumentParser = steps.add_parser("verify", help="name what is different")
        check.add_argument("--trust", type=Path, help="PEM file that timestamps must lead to")
        sign: ArgumentParser = steps.add_parser("checkpoint", help="sign the ledger as it is")
        for step in (check, sign):
            step.add_argument("petition", help="its slug")
        steps.add_parser("keys", help="every key that is ours, and when it signed")
        steps.add_parser("new-key", help="print a secret key for CHECKPOINT_KEY")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["step"] == "keys":
            return self.tell_keys()
        if options["step"] == "new-key":
            return self.stdout.write(keys.new())
        petition = Petition.objects.filter(slug=options["petition"]).first()
        if petition is None:
            raise CommandError(f"There is no petition “{options['petition']}”.")
        if options["step"] == "verify":
            return self.verify(petition, _roots(options["trust"]))
        return self.checkpoint(petition)

    def verify(self, petition: Petition, roots: Sequence[x509.Certificate]) -> None:
        verdict = audit.verify(petition, roots)
        if verdict.problems:
            raise CommandError(
                "\n".join(verdict.problems) + f" Up to there {verdict.leaves} leaves"
                f" and {verdict.checkpoints} checkpoints are whole."
            )
        self.stdout.write(f"Whole: {verdict.leaves} leaves, {verdict.checkpoints} checkpoints.")
        self.stdout.write(f"Root: {verdict.root}")
        self.stdout.write(f"Timestamps: {verdict.stamps}")

    def checkpoint(self, petition: Petition) -> None:
        made = ledger.checkpoint(petition.pk)
        if made is None:
            raise CommandError("The ledger is empty.")
        self.stdout.write(made.note, ending="")

    def tell_keys(self) -> None:
        for each in keys.known():
            now = "signs" if each.signs else "past "
            times = f"from {_time(each.began_at)} until {_time(each.ended_at)}"
            self.stdout.write(f"{now} {keys.written(each.public)} {times}")
        for public in keys.forgotten():
            self.stdout.write(f"FORGOTTEN, add it to PAST_CHECKPOINT_KEYS: {keys.written(public)}")


def _roots(trust: Path | None) -> list[x509.Certificate]:
    if trust is None:
        return []
    try:
        return x509.load_pem_x509_certificates(trust.read_bytes())
    except (OSError, ValueError) as error:
        raise CommandError(f"“{trust.name}” holds no certificate to trust.") from error


def _time(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if moment else "–"
