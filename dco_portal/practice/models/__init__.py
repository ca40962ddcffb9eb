"""Records of the DCO's own desk, by noun.

sessions    training, briefings and drop-in slots, with their bookings
concerns    concerns about services, raised with partners
engagement  meetings with families and young people, what was heard and what was done
plans       individual healthcare plans that a school chose to keep here
"""

from dco_portal.practice.models.concerns import Concern, ConcernNote
from dco_portal.practice.models.engagement import Heard, Meeting
from dco_portal.practice.models.plans import HealthcarePlan, PlanVersion
from dco_portal.practice.models.sessions import Booking, Session

__all__ = [
    "Booking",
    "Concern",
    "ConcernNote",
    "HealthcarePlan",
    "Heard",
    "Meeting",
    "PlanVersion",
    "Session",
]
