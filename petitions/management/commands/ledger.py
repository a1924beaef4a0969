"""``verify PETITION``, ``checkpoint PETITION``."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from petitions.ledger import actions as ledger
from petitions.ledger import audit
from petitions.models import Petition


class Command(BaseCommand):
    help = "Recomputes a petition's ledger from its rows, or signs its present state."

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        check: ArgumentParser = steps.add_parser("verify", help="name what is different")
        sign: ArgumentParser = steps.add_parser("checkpoint", help="sign the ledger as it is")
        for step in (check, sign):
            step.add_argument("petition", help="its slug")

    def handle(self, *_args: Any, **options: Any) -> None:
        petition = Petition.objects.filter(slug=options["petition"]).first()
        if petition is None:
            raise CommandError(f"There is no petition “{options['petition']}”.")
        if options["step"] == "verify":
            self.verify(petition)
        else:
            self.checkpoint(petition)

    def verify(self, petition: Petition) -> None:
        verdict = audit.verify(petition)
        if verdict.problems:
            raise CommandError(
                "\n".join(verdict.problems) + f" Up to there {verdict.leaves} leaves"
                f" and {verdict.checkpoints} checkpoints are whole."
            )
        self.stdout.write(f"Whole: {verdict.leaves} leaves, {verdict.checkpoints} checkpoints.")
        self.stdout.write(f"Root: {verdict.root}")

    def checkpoint(self, petition: Petition) -> None:
        made = ledger.checkpoint(petition.pk)
        if made is None:
            raise CommandError("The ledger is empty.")
        self.stdout.write(made.note, ending="")
