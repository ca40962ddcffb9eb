"""`manage.py index_listings`: make what search reads anew, after a restore or a change of how it is made."""

from typing import Any

from django.core.management.base import BaseCommand

from local_offer.actions import indexing


class Command(BaseCommand):
    """Families search the old index meanwhile."""

    help = "Make the Local Offer's search index anew."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, telling how far it is."""
        done = indexing.rebuild(lambda count: self.stdout.write(f"{count:,}"))
        self.stdout.write(f"{done:,} entries can be found.")
