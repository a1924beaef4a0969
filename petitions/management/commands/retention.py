"""``retention``: print and keep a report; ``--for-real --reason WHY``: erase what it shows."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from petitions.models import Erasure
from petitions.models.erasure import State
from petitions.retention import actions as retention
from petitions.retention import queries
from testimonies.errors import Refusal


class Command(BaseCommand):
    help = "Says what is due to be erased and why the rest is kept. Erases only with --for-real."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--for-real", action="store_true", help="erase what is due")
        parser.add_argument("--reason", default="", help="why; kept in the record")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["for_real"]:
            self.go_on()
        report = retention.look()
        self.tell(report)
        if not options["for_real"]:
            return self.stdout.write("Nothing was erased. With --for-real it would be.")
        if not (report.signatures or report.bundles):
            return None
        try:
            begun = retention.begin(report.pk, by=None, reason=options["reason"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        return self.say_how_it_ended(retention.work_on(begun.pk))

    def go_on(self) -> None:
        """With what a killed process has left."""
        for begun in Erasure.objects.unfinished().order_by("pk"):
            self.say_how_it_ended(retention.work_on(begun.pk))

    def tell(self, report: Erasure) -> None:
        for line in queries.lines(report):
            institution = line.target.profile.institution.code if line.target else "nobody"
            due = "due" if line.is_due else "kept"
            self.stdout.write(
                f"{due}: {line.count} {line.what} {line.petition.slug} → {institution}: {line.why}"
            )
        self.stdout.write(f"Due: {_counted(report)}.")

    def say_how_it_ended(self, erasure: Erasure) -> None:
        erased = _counted(erasure)
        if erasure.state == State.STOPPED:
            raise CommandError(f"Stopped, since more was due than the report shows: {erased}.")
        if erasure.state == State.ERASING:
            raise CommandError(f"Not all could be removed yet; a worker goes on: {erased}.")
        self.stdout.write(f"Erased: {erased}.")


def _counted(erasure: Erasure) -> str:
    return f"{erasure.signatures} signatures, files of {erasure.bundles} bundles"
