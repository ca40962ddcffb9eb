"""Background work of accounts: mails about an account."""

import uuid

from celery import shared_task

from dco_portal.accounts import mails


@shared_task(name=mails.SEND)
def send_mail(mail_id: str) -> None:
    """Send one mail about an account."""
    mails.send(uuid.UUID(mail_id))
