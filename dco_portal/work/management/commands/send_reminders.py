"""`manage.py send_reminders [--on DATE]`: one reminder sweep."""

import datetime as dt

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dco_portal.work import reminders


class Command(BaseCommand):
    help = "Remind everybody of what is due, once. Safe to repeat: nobody is told twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", metavar="DATE", help="the day to act for, such as 2026-03-31")

    def handle(self, *args, **options) -> None:
        on = None
        if options["on"]:
            try:
                on = dt.date.fromisoformat(options["on"])
            except ValueError:
                raise CommandError("DATE is a day of the calendar, such as 2026-03-31.") from None
        done = reminders.sweep(on)
        self.stdout.write(
            f"Reminders for {done.on:%-d %B %Y}: {done.items} items due or late, "
            f"{done.told} new messages, {done.nobody} items with nobody to tell."
        )
