"""EHC needs assessments and plans: SI 2014/1530 regs 4 to 13 and CFA 2014 s.42."""

from ..periods import Days, NoPeriod, Weeks
from . import excuses
from .model import SEND_LAW_FROM, Area, Counting, Kind, Rule, SourceLevel

EHC_CONSIDER_NOTICE = Rule(
    code="EHC-CONSIDER-NOTICE",
    title="Notice that an EHC needs assessment is being considered",
    area=Area.ASSESSMENT,
    starts_at="The local authority considers an assessment",
    owner="Local authority",
    owed_to="The responsible commissioning body, social care officers and the school or early years setting",
    period=NoPeriod(),
    counting=Counting.NONE,
    citation="SI 2014/1530 reg 4(2)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/4",
    read_at="http://www.legislation.gov.uk./uksi/2014/1530/regulation/4/data.html",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    kind=Kind.DUTY_WITHOUT_PERIOD,
    note="No period is set. For health it is the first formal word of a possible request.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 4(2)."""

EHC_NOTNEC_6W = Rule(
    code="EHC-NOTNEC-6W",
    title="Tell the family that provision through a plan is not necessary",
    area=Area.ASSESSMENT,
    starts_at="The local authority receives a request to assess, or becomes responsible for the child",
    owner="Local authority",
    owed_to="Parent or young person",
    period=Weeks(6),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 4(1)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/4",
    read_at="http://www.legislation.gov.uk./uksi/2014/1530/regulation/4/data.html",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    note="No exception is in force: the coronavirus one has expired.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 4(1)."""

EHC_DECIDE_6W = Rule(
    code="EHC-DECIDE-6W",
    title="Decide whether to carry out an EHC needs assessment",
    area=Area.ASSESSMENT,
    starts_at="The local authority receives a request to assess, or becomes responsible for the child",
    owner="Local authority",
    owed_to=(
        "Parent or young person, and everyone who was told it was being considered, the responsible "
        "commissioning body among them"
    ),
    period=Weeks(6),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 5(1)-(2)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/5",
    read_at="https://legislation.gov.uk/uksi/2014/1530/regulation/5/data.htm",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    exceptions=excuses.DECISION,
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 5(1)-(2)."""

EHC_HEALTH_6W = Rule(
    code="EHC-HEALTH-6W",
    title="Health advice for an EHC needs assessment",
    area=Area.ASSESSMENT,
    starts_at="The health body receives the local authority’s request for advice",
    owner="The health body that was asked (the ICB through the professional it names, or the provider)",
    owed_to="Local authority",
    period=Weeks(6),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 8(1)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/8",
    read_at="https://sendadvicesurrey.org.uk/education-health-and-care-needs-assessment-ehcna-ehc-needs-assessment-the-6-weeks-for-the-completion-of-professional-assessments/",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    exceptions=excuses.HEALTH_ADVICE,
    note="The list of exceptions is closed. A closed school is not one for health, nor is a waiting list.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 8(1)."""

EHC_NOPLAN_16W = Rule(
    code="EHC-NOPLAN-16W",
    title="Tell the family that no plan will be made after an assessment",
    area=Area.ASSESSMENT,
    starts_at="The local authority receives a request to assess, or becomes responsible for the child",
    owner="Local authority",
    owed_to="Parent or young person; also the responsible commissioning body and the school",
    period=Weeks(16),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 10(1)-(2)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/10",
    read_at="http://www.legislation.gov.uk/uksi/2014/1530/regulation/10/made/data.xht?view=snippet&wrap=true",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    exceptions=excuses.NO_PLAN,
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 10(1)-(2)."""

EHC_DRAFT_15D = Rule(
    code="EHC-DRAFT-15D",
    title="Time for the family to comment on a draft plan",
    area=Area.ASSESSMENT,
    starts_at="The draft plan is served on the parent or young person",
    owner="Local authority, which must allow the time",
    owed_to="Parent or young person",
    period=Days(15),
    counting=Counting.DAYS_BEGINNING_WITH,
    citation="SI 2014/1530 reg 13(1)(a)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/13",
    read_at="http://www.legislation.gov.uk/uksi/2014/1530/regulation/13/made/data.xht?view=snippet&wrap=true",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    kind=Kind.MINIMUM_WINDOW,
    note="A minimum, in calendar days. The plan should not be finalised before day 16.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 13(1)(a)."""

EHC_FINAL_20W = Rule(
    code="EHC-FINAL-20W",
    title="Send the finalised EHC plan",
    area=Area.ASSESSMENT,
    starts_at="The local authority receives a request to assess, or becomes responsible for the child",
    owner="Local authority",
    owed_to="Parent or young person, the named school or college and the responsible commissioning body",
    period=Weeks(20),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 13(2)-(3)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/13",
    read_at="http://www.legislation.gov.uk/uksi/2014/1530/regulation/13/made/data.xht?view=snippet&wrap=true",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    exceptions=excuses.FINAL_PLAN,
    note="No deadline in law is set for the draft plan.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 13(2)-(3)."""

EHC_G_AGREE = Rule(
    code="EHC-G-AGREE",
    title="Agree the health care provision in section G before the plan is finalised",
    area=Area.ASSESSMENT,
    starts_at="The local authority writes health care provision into section G",
    owner="Responsible commissioning body and local authority",
    owed_to="Nobody in particular: it is a condition of the plan",
    period=NoPeriod(),
    counting=Counting.NONE,
    citation="SI 2014/1530 reg 12(2)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/12",
    read_at="http://www.legislation.gov.uk/uksi/2014/1530/regulation/12/made/data.xht?view=snippet&wrap=true",
    verified=False,
    source_level=SourceLevel.UNREAD,
    kind=Kind.DUTY_WITHOUT_PERIOD,
    note="Only the opening words of regulation 12(2) were read.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 12(2)."""

S42_HEALTH = Rule(
    code="S42-HEALTH",
    title="Arrange the health care provision in the plan",
    area=Area.ASSESSMENT,
    starts_at="A plan that sets out health care provision is in force",
    owner="Responsible commissioning body",
    owed_to="Child or young person",
    period=NoPeriod(),
    counting=Counting.NONE,
    citation="CFA 2014 s.42(3); Explanatory Notes para 235",
    url="https://www.legislation.gov.uk/ukpga/2014/6/section/42",
    read_at="http://www.legislation.gov.uk./ukpga/2014/6/notes/division/4/3/11/6",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    kind=Kind.DUTY_WITHOUT_PERIOD,
    note=(
        "At once and for as long as the plan lasts, unless the family makes suitable arrangements of "
        "its own."
    ),
    effective_from=SEND_LAW_FROM,
)
"""CFA 2014 s.42(3); Explanatory Notes para 235."""

RULES = (
    EHC_CONSIDER_NOTICE,
    EHC_NOTNEC_6W,
    EHC_DECIDE_6W,
    EHC_HEALTH_6W,
    EHC_NOPLAN_16W,
    EHC_DRAFT_15D,
    EHC_FINAL_20W,
    EHC_G_AGREE,
    S42_HEALTH,
)
"""In the order a reader meets them."""
