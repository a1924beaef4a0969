from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from testimonies.custody import queries as custody


class Command(BaseCommand):
    help = "Recompute the custody chain from its rows; name the first line that does not fit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            help="a head from a bundle (custody_head): it must be in the chain; may be repeated",
        )

    def handle(self, *args: Any, head: list[str], **options: Any) -> None:
        verdict = custody.verify_chain()
        if not verdict.is_whole:
            raise CommandError(
                f"Line {verdict.broken_at} does not fit: it was changed, removed or added."
                f" The {verdict.lines} lines before it are whole."
            )
        for digest in head:
            if not custody.is_head(digest):
                raise CommandError(
                    f"The chain never had the head {digest}: its end was rewritten."
                )
        self.stdout.write(f"Whole: {verdict.lines} lines. Head: {verdict.head}")
        if waiting := custody.not_chained():
            self.stdout.write(f"Not chained yet: {waiting}.")
