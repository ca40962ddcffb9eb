"""Locking a record in the reader's scope: out of scope and not there look the same."""

import uuid

from dco_portal.accounts.models import User
from dco_portal.common.errors import NotFound
from ehcp.models import AdviceRequest, Contribution


def request(by: User, pk: uuid.UUID) -> AdviceRequest:
    """The request, locked until the transaction ends. Raises NotFound."""
    rows = AdviceRequest.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=pk)
    found = rows.select_related("la", "icb", "child").first()
    if found is None:
        raise NotFound
    return found


def contribution(by: User, pk: uuid.UUID) -> Contribution:
    """The contribution, locked, and its request behind it. Raises NotFound.

    The request is locked first, so that two people at two contributions of one request wait
    for each other instead of locking one another out.
    """
    row = (
        Contribution.objects.visible_to(by)
        .filter(pk=pk)
        .values_list("request_id", flat=True)
        .first()
    )
    if row is None:
        raise NotFound
    AdviceRequest.objects.select_for_update(of=("self",)).get(pk=row)
    rows = Contribution.objects.select_for_update(of=("self",))
    return rows.select_related(
        "request__la", "request__icb", "request__child", "service__provider", "clinician"
    ).get(pk=pk)
