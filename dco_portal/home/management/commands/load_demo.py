"""`manage.py load_demo`: the demo area; run it as often as you like. Never in production."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dco_portal.home import demo
from dco_portal.home.demo.people import sign_ins


class Command(BaseCommand):
    """Loads the demo area and prints its sign-ins."""

    help = "Load the demo area (PORTAL_ENV demo or test only) and print its sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PORTAL_ENV not in {"demo", "test"}:
            raise CommandError("The demo area is only loaded where PORTAL_ENV is demo or test.")
        for line in demo.load():
            self.stdout.write(f"  {line}")
        if not options["verbosity"]:  # `make run` names the sign-ins itself, at every start
            return
        self.stdout.write(f"\nDemo sign-ins, all with the password {demo.PASSWORD}")
        for email, role, organisation in sign_ins():
            self.stdout.write(f"  {email:<26}{role}, {organisation}")
