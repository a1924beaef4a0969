"""``rotate_keys``: how much lies under an old key of DATA_KEYS; ``--for-real``: encrypt it anew.

The site runs meanwhile. It goes on where it was stopped, and may be run again at any time.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from petitions.rotating import actions as rotating
from petitions.rotating import queries
from testimonies.evidence.renewing import KeepsBoth
from testimonies.privacy.vault import UnknownKey

KEEPS_BOTH = "The evidence storage keeps a second file: let it put one in the place of another."


class Command(BaseCommand):
    help = "Says what lies under an old key. Encrypts it anew only with --for-real."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--for-real", action="store_true", help="encrypt it anew")

    def handle(self, *_args: Any, **options: Any) -> None:
        steps = rotating.renew_everything() if options["for_real"] else queries.older()
        try:
            found = 0
            for place, many in steps:
                self.stdout.write(f"{place}: {many}")
                found += many
        except UnknownKey as unknown:
            raise CommandError(f"DATA_KEYS does not hold the key “{unknown}”.") from unknown
        except KeepsBoth as no:
            raise CommandError(KEEPS_BOTH) from no
        if options["for_real"]:
            return self.stdout.write(f"Encrypted anew: {found}.")
        return self.stdout.write(
            f"Under an old key: {found}. With --for-real it is encrypted anew."
        )
