"""Loads the guidance that comes with the portal, to be approved by an ICB's DCO team."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dco_portal.organisations.models import Organisation, OrganisationKind
from dco_portal.pages.actions import shipped


class Command(BaseCommand):
    """`manage.py load_guidance QGH`: the ICB by its ODS code or its slug."""

    help = "Add the shipped guidance pages that are not there yet, waiting for the ICB's DCO team to approve them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("icb", help="ODS code (QGH) or slug of the ICB that keeps the pages")

    def handle(self, *args: Any, icb: str, **options: Any) -> None:
        rows = Organisation.objects.filter(kind=OrganisationKind.ICB)
        organisation = rows.filter(ods_code=icb.upper()).first() or rows.filter(slug=icb).first()
        if organisation is None:
            raise CommandError(f"There is no ICB with the ODS code or slug {icb}.")
        made = shipped.load(organisation=organisation)
        self.stdout.write(f"{len(made)} pages wait for approval by {organisation.label}.")
