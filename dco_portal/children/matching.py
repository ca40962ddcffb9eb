"""Is this child known already? Asked before a record is started, the same way by every feature."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from dco_portal.accounts.models import User
from dco_portal.children import numbers, queries, rules
from dco_portal.common.errors import Invalid

NEW = "new"  # the answer "none of these is this child"


class MayExist(Invalid):
    """Records that may be this child's: the person says which, or that it is none of them."""

    def __init__(self, similar: list[queries.Similar]) -> None:
        super().__init__({"match": "Say whether one of these records is this child"})
        self.similar = similar


def check_child(
    values: Mapping[str, Any], *, by: User, check_age: Callable[[dt.date], None]
) -> None:
    """Who the child is (`MatchForm.child_values`), and whether the portal may know them already.

    `check_age` refuses a date of birth the feature is not for. Raises Invalid or MayExist.
    """
    if values.get("child"):
        return
    tidied = {
        **values,
        "nhs_number": numbers.tidy(values["nhs_number"]),
        "upn": numbers.tidy(values["upn"]),
    }
    rules.check_details(tidied)
    check_age(values["born_on"])
    if queries.number_clashes(values["nhs_number"], values["born_on"]):
        raise Invalid({"nhs_number": rules.NUMBER_CLASH})
    similar = queries.similar(
        by=by, given_name=values["given_name"], family_name=values["family_name"], born_on=values["born_on"],
        nhs_number=values["nhs_number"],
    )  # fmt: skip
    allowed = {str(row.child.id) for row in similar if row.child} | {NEW}
    if similar and values.get("match") not in allowed:
        raise MayExist(similar)
