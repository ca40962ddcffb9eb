"""Moves between local authorities and ICBs: SI 2014/1530 regs 15 and 16."""

from ..periods import LaterOf, Months, Weeks, WorkingDays
from .model import SEND_LAW_FROM, Area, Counting, Rule, SourceLevel

MOVE_OLD_LA_15WD = Rule(
    code="MOVE-OLD-LA-15WD",
    title="Pass the plan to the new local authority",
    area=Area.MOVES,
    starts_at="The day the old local authority became aware of the move",
    owner="Old local authority",
    owed_to="New local authority",
    period=WorkingDays(15),
    counting=Counting.WDAYS_BEGINNING_WITH,
    citation="SI 2014/1530 reg 15(2)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/15",
    read_at="http://www.legislation.gov.uk./uksi/2014/1530/regulation/15/made",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    note=(
        "Due on the day of the move if the authority knew at least 15 working days ahead; otherwise "
        "within 15 working days, the day it became aware being the first."
    ),
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 15(2)."""

MOVE_NEW_LA_6W = Rule(
    code="MOVE-NEW-LA-6W",
    title="Tell the family what the new local authority will do with the plan",
    area=Area.MOVES,
    starts_at="The plan is transferred",
    owner="New local authority",
    owed_to="Parent or young person",
    period=Weeks(6),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 15(4)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/15",
    read_at="http://www.legislation.gov.uk./uksi/2014/1530/regulation/15/made",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    note=(
        "It says that the plan has come across, whether an assessment is proposed and when the plan "
        "will be reviewed."
    ),
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 15(4)."""

MOVE_NEW_LA_REVIEW = Rule(
    code="MOVE-NEW-LA-REVIEW",
    title="Review a plan that came from another local authority",
    area=Area.MOVES,
    starts_at=(
        "The plan is transferred; or the plan was made or last reviewed, if twelve months from then "
        "is later"
    ),
    owner="New local authority",
    owed_to="Parent or young person",
    period=LaterOf(Months(12), Months(3)),
    counting=Counting.LATER_OF,
    citation="SI 2014/1530 reg 15(5)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/15",
    read_at="http://www.legislation.gov.uk./uksi/2014/1530/regulation/15/made",
    verified=False,
    source_level=SourceLevel.UNREAD,
    note=(
        "Later of twelve months from the plan’s making or last review and three months from the "
        "transfer. The second limb was not read in the regulation."
    ),
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 15(5)."""

MOVE_OLD_ICB_15WD = Rule(
    code="MOVE-OLD-ICB-15WD",
    title="Tell the new ICB when a family moves between local authorities",
    area=Area.MOVES,
    starts_at="The day the old ICB became aware of the move",
    owner="Old responsible commissioning body",
    owed_to="New responsible commissioning body",
    period=WorkingDays(15),
    counting=Counting.WDAYS_BEGINNING_WITH,
    citation="SI 2014/1530 reg 16",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/16",
    read_at="https://www.swindon.gov.uk/info/20210/frequently_asked_questions_faqs_about_send/1476/send_faqs_education_health_and_care_ehc_plans",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    note=(
        "Due on the day of the move if it knew at least 15 working days ahead. Read in a council’s "
        "summary of regulation 16, not in its text."
    ),
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 16."""

CHANGE_OLD_ICB_15WD = Rule(
    code="CHANGE-OLD-ICB-15WD",
    title="Tell the new ICB of any other change, such as a new GP",
    area=Area.MOVES,
    starts_at="The day the old ICB becomes aware of the change",
    owner="Old responsible commissioning body",
    owed_to="New responsible commissioning body",
    period=WorkingDays(15),
    counting=Counting.WDAYS_AFTER,
    citation="SI 2014/1530 reg 16",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/16",
    read_at="https://www.swindon.gov.uk/info/20210/frequently_asked_questions_faqs_about_send/1476/send_faqs_education_health_and_care_ehc_plans",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    note="Counted from the next day, as nothing says otherwise; counting the day itself is the safer target.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 16."""

CHANGE_NEW_ICB_15WD = Rule(
    code="CHANGE-NEW-ICB-15WD",
    title="Ask for an assessment or review because the plan’s health provision is not practicable",
    area=Area.MOVES,
    starts_at="The day the new ICB becomes aware of the change",
    owner="New responsible commissioning body",
    owed_to="Local authority, which must agree",
    period=WorkingDays(15),
    counting=Counting.WDAYS_AFTER,
    citation="SI 2014/1530 reg 16",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/16",
    read_at="https://www.swindon.gov.uk/info/20210/frequently_asked_questions_faqs_about_send/1476/send_faqs_education_health_and_care_ehc_plans",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 16."""

RULES = (
    MOVE_OLD_LA_15WD,
    MOVE_NEW_LA_6W,
    MOVE_NEW_LA_REVIEW,
    MOVE_OLD_ICB_15WD,
    CHANGE_OLD_ICB_15WD,
    CHANGE_NEW_ICB_15WD,
)
"""In the order a reader meets them."""
