"""Re-assessments: SI 2014/1530 regs 24 to 27."""

from ..periods import Days, Months, Weeks
from . import excuses
from .model import SEND_LAW_FROM, Area, Counting, Kind, Rule, SourceLevel

RA_BAR_6M = Rule(
    code="RA-BAR-6M",
    title="Time in which a re-assessment may be refused",
    area=Area.REASSESSMENT,
    starts_at="The previous assessment",
    owner="Local authority",
    owed_to="Nobody: it is a limit on a request",
    period=Months(6),
    counting=Counting.PERIOD_BACK,
    citation="SI 2014/1530 reg 24",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/24",
    read_at="https://sendadvicesurrey.org.uk/requesting-reassessment/",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    kind=Kind.BAR,
    note="A request in the six months after an assessment may be refused for that reason.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 24."""

RA_DECIDE_15D = Rule(
    code="RA-DECIDE-15D",
    title="Decide whether to re-assess",
    area=Area.REASSESSMENT,
    starts_at="The local authority receives a request to re-assess",
    owner="Local authority",
    owed_to="Parent or young person",
    period=Days(15),
    counting=Counting.DAYS_AFTER,
    citation="SI 2014/1530 reg 25(1)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/25",
    read_at="https://sendadvicesurrey.org.uk/requesting-reassessment/",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    note="Calendar days.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 25(1)."""

RA_FINAL_14W = Rule(
    code="RA-FINAL-14W",
    title="Send the finalised plan after a re-assessment",
    area=Area.REASSESSMENT,
    starts_at="The local authority says that it will re-assess, or decides to of its own accord",
    owner="Local authority",
    owed_to="Parent or young person, the school or college and the responsible commissioning body",
    period=Weeks(14),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 27(2)-(3)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/27",
    read_at="http://www.legislation.gov.uk/uksi/2014/1530/regulation/27/made?view=plain",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    exceptions=excuses.REASSESSMENT_PLAN,
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 27(2)-(3)."""

RA_HEALTH_6W = Rule(
    code="RA-HEALTH-6W",
    title="Health advice for a re-assessment",
    area=Area.REASSESSMENT,
    starts_at="The health body receives the local authority’s request for advice",
    owner="The health body that was asked",
    owed_to="Local authority",
    period=Weeks(6),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 26 applying regs 6-9 / reg 8(1)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/26",
    read_at="https://edyourself.org/send-regulations/",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    exceptions=excuses.HEALTH_ADVICE,
    note="Counted, and excused, as for a first assessment.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 26 applying regs 6-9 / reg 8(1)."""

RULES = (
    RA_BAR_6M,
    RA_DECIDE_15D,
    RA_FINAL_14W,
    RA_HEALTH_6W,
)
"""In the order a reader meets them."""
