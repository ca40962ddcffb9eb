"""Items of the worklists."""

import uuid

import factory
from factory.django import DjangoModelFactory

from dco_portal.work.models import SavedView, WorkItem
from tests.factories.accounts import UserFactory
from tests.factories.organisations import ProviderFactory


class WorkItemFactory(DjangoModelFactory):
    """An open item of a provider, with no owner and no date. Give `due_on` together with `rule`."""

    class Meta:
        model = WorkItem

    kind = "ehcp.contribution"
    object_id = factory.LazyFunction(uuid.uuid4)
    organisation = factory.SubFactory(ProviderFactory)
    title = "Health advice"
    link = factory.LazyAttribute(lambda item: f"/ehc-advice/parts/{item.object_id}/")
    rule = factory.LazyAttribute(
        lambda item: "EHC-HEALTH-6W" if getattr(item, "due_on", None) else ""
    )
    due_on = None


class SavedViewFactory(DjangoModelFactory):
    """A saved view of what is late."""

    class Meta:
        model = SavedView

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"View {n}")
    query = "view=late"
