"""`manage.py load_postcodes FILE`: fill the table of postcodes from a published file."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dco_portal.organisations.actions.postcodes import Loaded, load
from dco_portal.organisations.postcode_files import NotPostcodes

EVERY = 5.0  # seconds between lines of progress


class Command(BaseCommand):
    """Reads the ONS Postcode Directory, Code-Point Open, or postcode,latitude,longitude."""

    help = (
        "Load postcodes from the ONS Postcode Directory (CSV or zip), Code-Point Open (zip or folder of CSVs) or a CSV "
        "of postcode, latitude and longitude. May be run again: what is there already stays."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE."""
        parser.add_argument("file", type=Path, help="a CSV, a zip, or a folder of CSVs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, telling how far it is; exit 1 where the file is none of these."""
        path: Path = options["file"]
        if not path.exists():
            raise CommandError(f"There is no file {path}.")
        began = self.told = time.monotonic()
        try:
            done = load(by=None, path=path, progress=self.progress)
        except NotPostcodes as error:
            raise CommandError(str(error)) from error
        self.report(done, time.monotonic() - began)

    def progress(self, done: Loaded) -> None:
        """A line every few seconds."""
        if time.monotonic() - self.told >= EVERY:
            self.told = time.monotonic()
            self.stdout.write(
                f"{done.notes.read:,} read, {done.added:,} new, {done.changed:,} changed"
            )

    def report(self, done: Loaded, seconds: float) -> None:
        """What was done and what was met."""
        notes = done.notes
        self.stdout.write(
            f"{', '.join(sorted(notes.formats))}: {notes.read:,} rows in {seconds:.0f} seconds."
        )
        self.stdout.write(
            f"{done.added:,} new, {done.changed:,} changed, {done.unchanged:,} as they were."
        )
        self.stdout.write(
            f"{notes.terminated:,} terminated, {notes.without_point:,} without a place on the grid."
        )
        if notes.passed_over:
            self.stdout.write(f"Not postcodes, passed over: {', '.join(notes.passed_over[:5])}.")
        if notes.malformed:
            self.stderr.write(f"{notes.malformed:,} malformed rows left out:")
            for line in notes.examples:
                self.stderr.write(f"  {line}")
            if notes.malformed > len(notes.examples):
                self.stderr.write(f"  and {notes.malformed - len(notes.examples):,} more")
