"""Messages to people."""

import factory
from factory.django import DjangoModelFactory

from dco_portal.common.clock import now
from dco_portal.notifications.models import Notification
from tests.factories.accounts import UserFactory


class NotificationFactory(DjangoModelFactory):
    """A message that waits to be sent."""

    class Meta:
        model = Notification

    recipient = factory.SubFactory(UserFactory)
    kind = "test.changed"
    subject = factory.Sequence(lambda n: f"Something changed {n}")
    body = "It is due on 3 March 2026."
    reference = "EHC-2026-000001"
    link = "/worklist/"
    dedupe_key = factory.Sequence(lambda n: f"test:{n}")
    next_try_at = factory.LazyFunction(now)
