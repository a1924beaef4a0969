"""``scan_again [--after NUMBER]``: ask the scanner anew about files that were clean once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from testimonies.evidence import actions as evidence
from testimonies.evidence import scanner


class Command(BaseCommand):
    help = "Scans again what was clean. An infected paper is handed to nobody from then on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--after", type=int, default=0, metavar="NUMBER")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not scanner.is_configured():
            raise CommandError("There is no scanner: set CLAMAV_URL.")
        after, looked_at, infected = options["after"], 0, 0
        try:
            while (step := evidence.scan_again(after=after))[0]:
                looked_at, infected, after = looked_at + step[0], infected + step[1], step[2]
        except scanner.ScannerAway as away:
            raise CommandError(f"The scanner is away. Go on with --after {after}.") from away
        self.stdout.write(f"{looked_at} files were looked at, {infected} are infected.")
