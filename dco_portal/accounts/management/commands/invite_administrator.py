"""`manage.py invite_administrator`: the first portal administrator of an ICB."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dco_portal.accounts.actions import invitations
from dco_portal.accounts.models import User
from dco_portal.common.errors import DomainError
from dco_portal.organisations.models import Organisation


class Command(BaseCommand):
    """Invites the first administrator; from then on they invite."""

    help = "Invite the first portal administrator of an ICB (refused once it has one)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", required=True, help="E-mail of your superuser account")
        parser.add_argument("--icb", required=True, help="ODS code of the ICB, such as QGH")
        parser.add_argument("--email", required=True, help="Whom to invite")
        parser.add_argument("--name", required=True, help="Their full name")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(email__iexact=options["by"], is_active=True).first()
        icb = Organisation.objects.filter(ods_code=options["icb"].upper()).first()
        if by is None:
            raise CommandError("There is no account with the address given by --by.")
        if icb is None:
            raise CommandError("There is no organisation with this ODS code.")
        try:
            invitations.invite_first_administrator(
                by=by, email=options["email"], name=options["name"], organisation=icb
            )
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"The invitation to {icb.label} is on its way.")
