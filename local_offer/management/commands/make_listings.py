"""`manage.py make_listings N`: a made-up directory of N entries, for measuring."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from local_offer.actions import generating


class Command(BaseCommand):
    """Brings the made-up entries to N; those that are there stay."""

    help = "Make a made-up directory of N entries for measuring. Refused where families read."

    def add_arguments(self, parser: CommandParser) -> None:
        """N."""
        parser.add_argument("size", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them, telling how far it is."""
        if settings.PORTAL_ENV == "production":
            raise CommandError("This would put made-up entries before families: not in production.")
        if not 0 < options["size"] <= 1_000_000:
            raise CommandError("N is from 1 to 1,000,000.")
        began = time.monotonic()
        added = generating.fill(by=None, size=options["size"], progress=self.tell)
        self.stdout.write(f"{added:,} entries made in {time.monotonic() - began:.0f} seconds.")

    def tell(self, done: int) -> None:
        """A line every ten thousand."""
        if done % 10_000 == 0:
            self.stdout.write(f"{done:,}")
