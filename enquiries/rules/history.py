"""Telling somebody who came second who was first."""

from dco_portal.common.errors import Conflict
from enquiries.models import Enquiry


class Moved(Conflict):
    """The enquiry is in another state than the step needs. The sentence is looked up only when it is read."""

    def __init__(self, enquiry: Enquiry) -> None:
        super().__init__()
        self.enquiry = enquiry

    @property
    def message(self) -> str:
        """Where the enquiry stands and who brought it there."""
        return blocked(self.enquiry)

    @message.setter
    def message(self, value: str) -> None:
        """The sentence always comes from the enquiry's history."""

    def __str__(self) -> str:
        return self.message


def blocked(enquiry: Enquiry) -> str:
    """A sentence that says where the enquiry stands now and who brought it there."""
    change = enquiry.changes.exclude(to_state="").select_related("by").order_by("-id").first()
    who = "The portal"
    if change and (change.by or change.by_asker):
        who = change.by.name if change.by else "The asker"
    when = f" on {change.at:%-d %B %Y}" if change else ""
    return (
        f"{enquiry.reference} is now “{enquiry.get_state_display()}”. {who} moved it there{when}."
    )
