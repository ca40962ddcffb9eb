"""Telling somebody who came second who was first."""

from dco_portal.common.errors import Conflict
from ehcp.models import AdviceRequest, Contribution


class Moved(Conflict):
    """The record is in another state than the step needs. The sentence is looked up only when it is read."""

    def __init__(self, thing: AdviceRequest | Contribution) -> None:
        super().__init__()
        self.thing = thing

    @property
    def message(self) -> str:
        """Where the record stands and who brought it there."""
        return blocked(self.thing)

    @message.setter
    def message(self, value: str) -> None:
        """The sentence always comes from the record's history."""

    def __str__(self) -> str:
        return self.message


def blocked(thing: AdviceRequest | Contribution) -> str:
    """A sentence that says where the record stands now and who brought it there."""
    last = thing.changes.select_related("by").order_by("-id")
    if isinstance(thing, AdviceRequest):
        last = last.filter(contribution=None)
    change = last.first()
    who = change.by.name if change and change.by else "The portal"
    when = f" on {change.at:%-d %B %Y}" if change else ""
    return f"{thing.reference} is now “{thing.get_state_display()}”. {who} moved it there{when}."
