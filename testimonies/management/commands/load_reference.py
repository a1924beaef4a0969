from django.core.management.base import BaseCommand

from testimonies.history import actions as history
from testimonies.institutions import actions as institutions
from testimonies.switches import actions as switches


class Command(BaseCommand):
    help = "Load institutions, target profiles, operations, facts and legal texts; repeatable."

    def handle(self, *_args: object, **_options: object) -> None:
        rows = institutions.load_reference() + history.load_reference()
        switches.put_in_place()
        self.stdout.write(f"Reference data: {rows} entries are in place.")
