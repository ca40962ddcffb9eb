"""Other key health assessments that are coordinated with the plan."""

from ..periods import Months, Weeks, WorkingDays
from .model import Area, Counting, Kind, Rule, SourceLevel

IHP_2W = Rule(
    code="IHP-2W",
    title="Arrangements for a pupil’s individual healthcare plan",
    area=Area.HEALTH,
    starts_at="The school is told of a new diagnosis or a move in mid-term",
    owner="The school’s governing body; school nursing and health services contribute",
    owed_to="Pupil",
    period=Weeks(2),
    counting=Counting.WEEKS_AFTER,
    citation=(
        "Department for Education, Supporting pupils at school with medical conditions (December "
        "2015), under CFA 2014 s.100"
    ),
    url="https://www.gov.uk/government/publications/supporting-pupils-at-school-with-medical-conditions--3",
    read_at="https://childlawadvice.org.uk/information-pages/supporting-children-with-medical-needs-in-schools",
    verified=False,
    source_level=SourceLevel.UNREAD,
    kind=Kind.GUIDANCE_DEADLINE,
    note="Guidance, and its two weeks were not read.",
)
"""Department for Education, Supporting pupils at school with medical conditions (December 2015), under CFA 2014 s.100."""

IHP_12M = Rule(
    code="IHP-12M",
    title="Review of a pupil’s individual healthcare plan",
    area=Area.HEALTH,
    starts_at="The plan was made or last reviewed",
    owner="The school’s governing body",
    owed_to="Pupil",
    period=Months(12),
    counting=Counting.ANNUAL,
    citation=(
        "Department for Education, Supporting pupils at school with medical conditions (December "
        "2015), under CFA 2014 s.100"
    ),
    url="https://www.gov.uk/government/publications/supporting-pupils-at-school-with-medical-conditions--3",
    read_at=None,
    verified=False,
    source_level=SourceLevel.UNREAD,
    kind=Kind.GUIDANCE_DEADLINE,
    note="Guidance, not read: at least once a year, sooner if needs change.",
)
"""Department for Education, Supporting pupils at school with medical conditions (December 2015), under CFA 2014 s.100."""

CCC_6W = Rule(
    code="CCC-6W",
    title="Decision on children’s continuing care",
    area=Area.HEALTH,
    starts_at="The referral",
    owner="ICB",
    owed_to="The family",
    period=Weeks(6),
    counting=Counting.WEEKS_AFTER,
    citation="National Framework for Children and Young People’s Continuing Care (2016)",
    url="https://www.gov.uk/government/publications/children-and-young-peoples-continuing-care-national-framework",
    read_at="https://www.boyesturnerclaims.com/news/what-continuing-care",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    kind=Kind.GUIDANCE_DEADLINE,
    note=(
        "National guidance, read in a secondary source. The 28 days often quoted are the standard for "
        "adults."
    ),
)
"""National Framework for Children and Young People’s Continuing Care (2016)."""

LAC_IHA_20WD = Rule(
    code="LAC-IHA-20WD",
    title="First health assessment of a looked-after child",
    area=Area.HEALTH,
    starts_at="The child becomes looked after",
    owner="The local authority arranges it; a registered doctor carries it out",
    owed_to="Child",
    period=WorkingDays(20),
    counting=Counting.WDAYS_AFTER,
    citation="SI 2010/959 regs 7 and 33(1); statutory guidance 2015",
    url="https://www.legislation.gov.uk/uksi/2010/959/regulation/7",
    read_at="https://www.speakcase.app/blog/health-looked-after-children",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    note="Read in secondary sources only; one council puts it as 28 days.",
)
"""SI 2010/959 regs 7 and 33(1); statutory guidance 2015."""

LAC_RHA_6M = Rule(
    code="LAC-RHA-6M",
    title="Review health assessment of a looked-after child under five",
    area=Area.HEALTH,
    starts_at="The last health assessment",
    owner="Local authority and health",
    owed_to="Child",
    period=Months(6),
    counting=Counting.MONTHS_AFTER,
    citation="SI 2010/959 reg 7",
    url="https://www.legislation.gov.uk/uksi/2010/959/regulation/7",
    read_at="https://coventrychildcare.proceduresonline.com/p_healthcare_assmt.htm",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    note="Read in a secondary source.",
)
"""SI 2010/959 reg 7."""

LAC_RHA_12M = Rule(
    code="LAC-RHA-12M",
    title="Review health assessment of a looked-after child of five or over",
    area=Area.HEALTH,
    starts_at="The last health assessment",
    owner="Local authority and health",
    owed_to="Child",
    period=Months(12),
    counting=Counting.MONTHS_AFTER,
    citation="SI 2010/959 reg 7",
    url="https://www.legislation.gov.uk/uksi/2010/959/regulation/7",
    read_at="https://coventrychildcare.proceduresonline.com/p_healthcare_assmt.htm",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    note="Read in a secondary source.",
)
"""SI 2010/959 reg 7."""

RULES = (
    IHP_2W,
    IHP_12M,
    CCC_6W,
    LAC_IHA_20WD,
    LAC_RHA_6M,
    LAC_RHA_12M,
)
"""In the order a reader meets them."""
