"""Models about a person or a case are read in scope; Django's registry tells which there are."""

from django.apps import apps
from django.db import models

from dco_portal.accounts.models import User
from dco_portal.children.models import Child

OURS = ("dco_portal.", "ehcp", "referrals", "enquiries", "local_offer", "inspections")
# Read only with or through a parent that was found in scope, or by nobody but their owner.
WITHOUT_SCOPE = {
    "children.Carer": "reached through the child",
    "children.CommunicationNeed": "reached through the child",
    "children.Involvement": "is the scope itself",
    "documents.Document": "has no address of its own: the feature's view finds its owner in scope",
    "documents.Attachment": "has no address of its own: the feature's view finds its owner in scope",
    "ehcp.AdviceVersion": "reached through the contribution",
    "ehcp.ReturnComment": "reached through the version",
    "ehcp.LawfulException": "reached through the request",
    "ehcp.ExistingAdvice": "reached through the request",
    "ehcp.KnownService": "reached through the request",
    "ehcp.DateCorrection": "reached through the request",
    "ehcp.Message": "reached through the request",
    "ehcp.Pack": "reached through the request",
    "ehcp.StateChange": "reached through the request",
    "referrals.LaCorrection": "reached through the notification",
    "referrals.VoluntaryNamed": "reached through the notification",
    "referrals.Message": "reached through the notification",
    "referrals.StateChange": "reached through the notification",
    "referrals.ImportRow": "reached through the uploaded list",
    "referrals.Prompt": "reached through the notification",
    "enquiries.AnswerVersion": "reached through the answer",
    "inspections.ChildBundle": "reached through the tracked child",
    "enquiries.Message": "reached through the enquiry",
    "enquiries.PrivateLink": "its secret is the scope",
    "enquiries.StateChange": "reached through the enquiry",
    "local_offer.Booklet": "holds published entries alone and is for anybody, as its file is",
    "pages.PublicationVersion": "reached through the publication; its public file is for anybody",
    "audit.AuditEvent": "read by reports of information governance alone, scoped by organisation in audit.queries",
}


def about_a_child(model: type[models.Model], seen: frozenset = frozenset()) -> bool:
    """Whether a model is a child's record, names a child, or hangs on a model that does."""
    if model is Child or any(field.name == "child_id" for field in model._meta.fields):
        return True
    others = {field.related_model for field in model._meta.fields if field.is_relation} - {
        User,
        model,
        *seen,
    }
    return any(other is Child or about_a_child(other, seen | {model}) for other in others)


def without_scope() -> set[str]:
    return {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith(OURS)
        and about_a_child(model)
        and not hasattr(model._default_manager.get_queryset(), "visible_to")
    }


def test_every_model_about_a_child_is_read_in_scope():
    assert without_scope() - set(WITHOUT_SCOPE) == set()


def test_the_exemptions_are_still_needed():
    assert set(WITHOUT_SCOPE) - without_scope() == set()


def test_the_check_knows_what_is_about_a_child():
    assert about_a_child(apps.get_model("ehcp.AdviceVersion"))
    assert about_a_child(apps.get_model("documents.Document"))
    assert not about_a_child(apps.get_model("organisations.Organisation"))
    assert not about_a_child(apps.get_model("accounts.Membership"))
