"""Appeals, orders and recommendations: SI 2008/2699, SI 2014/1530 regs 44 and 45, SI 2017/1306."""

from ..periods import Days, LaterOf, Months, NoPeriod, Weeks, WorkingDays
from . import excuses
from .model import RECOMMENDATIONS_FROM, SEND_LAW_FROM, Area, Counting, Rule, SourceLevel

TRIB_APPEAL_2M_1M = Rule(
    code="TRIB-APPEAL-2M-1M",
    title="Appeal reaches the Tribunal",
    area=Area.TRIBUNAL,
    starts_at=(
        "Written notice of the decision is sent; or the mediation certificate is issued, if one month "
        "from then is later"
    ),
    owner="Parent or young person",
    owed_to="First-tier Tribunal",
    period=LaterOf(Months(2), Months(1)),
    counting=Counting.TRIB_APPEAL,
    citation="SI 2008/2699 r.20(1)(c)(i)-(ii), r.12",
    url="https://www.legislation.gov.uk/uksi/2008/2699/article/20",
    read_at="https://www.legislation.gov.uk/uksi/2008/2699/article/20/data.html",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    exceptions=excuses.START_APPEAL,
)
"""SI 2008/2699 r.20(1)(c)(i)-(ii), r.12."""

TRIB_RESPONSE_30WD = Rule(
    code="TRIB-RESPONSE-30WD",
    title="Respond to an appeal",
    area=Area.TRIBUNAL,
    starts_at="The appeal is sent to the local authority",
    owner="Local authority",
    owed_to="Tribunal and the family",
    period=WorkingDays(30),
    counting=Counting.TRIB_WDAYS,
    citation="SI 2008/2699 r.21; 30 working days: IPSEA",
    url="https://www.legislation.gov.uk/uksi/2008/2699/article/21",
    read_at="https://www.ipsea.org.uk/faqs/after-i-made-my-appeal-my-la-agreed-to-make-the-changes-i-was-asking-for-in-sections-b-and-f-what-do-i-need-to-do",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    exceptions=excuses.TRIBUNAL_HOLIDAYS,
    note="Rule 21 itself was not read.",
)
"""SI 2008/2699 r.21; 30 working days: IPSEA."""

TRIB_DIRECTION = Rule(
    code="TRIB-DIRECTION",
    title="Evidence or witnesses the Tribunal directs from health or social care",
    area=Area.TRIBUNAL,
    starts_at="The date the Tribunal fixed",
    owner="ICB or local authority, as directed",
    owed_to="Tribunal",
    period=NoPeriod("the date the Tribunal fixes, by 5pm"),
    counting=Counting.FIXED_5PM,
    citation="SI 2008/2699 r.12(1),(2),(4)",
    url="https://www.legislation.gov.uk/uksi/2008/2699/article/12",
    read_at="https://www.mentalhealthlaw.co.uk/index.php?diff=prev&oldid=59639&title=Text%3ATribunal_rule_12",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    note="Due by 5pm. The August and Christmas exclusion does not apply to a date that the Tribunal fixes.",
)
"""SI 2008/2699 r.12(1),(2),(4)."""

ORD_ASSESS_2W = Rule(
    code="ORD-ASSESS-2W",
    title="Order to assess: tell the family that the assessment will be made",
    area=Area.TRIBUNAL,
    starts_at="The order is made",
    owner="Local authority",
    owed_to="Parent or young person",
    period=Weeks(2),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 44(2)(b)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/44",
    read_at="https://sendfamilymagic.mykajabi.com/blog/appeal-guidance",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    exceptions=excuses.ORDER,
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 44(2)(b)."""

ORD_ASSESS_NOPLAN_10W = Rule(
    code="ORD-ASSESS-NOPLAN-10W",
    title="Order to assess: tell the family that no plan will be made",
    area=Area.TRIBUNAL,
    starts_at="The order is made",
    owner="Local authority",
    owed_to="Parent or young person",
    period=Weeks(10),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 44(2)(b)(i)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/44",
    read_at="https://sendfamilymagic.mykajabi.com/blog/appeal-guidance",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    exceptions=excuses.ORDER,
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 44(2)(b)(i)."""

ORD_ASSESS_FINAL_14W = Rule(
    code="ORD-ASSESS-FINAL-14W",
    title="Order to assess: send the finalised plan",
    area=Area.TRIBUNAL,
    starts_at="The order is made",
    owner="Local authority",
    owed_to="Parent or young person, the school or college and the responsible commissioning body",
    period=Weeks(14),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 44(2)(b)(ii)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/44",
    read_at="https://sendfamilymagic.mykajabi.com/blog/appeal-guidance",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    exceptions=excuses.ORDER,
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 44(2)(b)(ii)."""

ORD_MAKE_DRAFT_5W = Rule(
    code="ORD-MAKE-DRAFT-5W",
    title="Order to make a plan: send the draft",
    area=Area.TRIBUNAL,
    starts_at="The order is made",
    owner="Local authority",
    owed_to="Parent or young person",
    period=Weeks(5),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 44(2)(c)(i)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/44",
    read_at="https://sendfamilymagic.mykajabi.com/blog/appeal-guidance",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    exceptions=excuses.ORDER,
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 44(2)(c)(i)."""

ORD_MAKE_FINAL_11W = Rule(
    code="ORD-MAKE-FINAL-11W",
    title="Order to make a plan: send the finalised plan",
    area=Area.TRIBUNAL,
    starts_at="The order is made",
    owner="Local authority",
    owed_to="Parent or young person",
    period=Weeks(11),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 44(2)(c)(ii)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/44",
    read_at="https://sendfamilymagic.mykajabi.com/blog/appeal-guidance",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    exceptions=excuses.ORDER,
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 44(2)(c)(ii)."""

ORD_AMEND_5W = Rule(
    code="ORD-AMEND-5W",
    title="Order to change a plan",
    area=Area.TRIBUNAL,
    starts_at="The order is made",
    owner="Local authority",
    owed_to="Parent or young person",
    period=Weeks(5),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 44(2)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/44",
    read_at="https://gov.uk/government/publications/time-limits-for-complying-with-a-send-tribunal-decision-send18/carry-out-an-order-in-special-educational-needs-cases",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    exceptions=excuses.ORDER,
    note="The sub-paragraph of the regulation was not read.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 44(2)."""

ORD_NAME_2W = Rule(
    code="ORD-NAME-2W",
    title="Order to change the school or college named",
    area=Area.TRIBUNAL,
    starts_at="The order is made",
    owner="Local authority",
    owed_to="Parent or young person",
    period=Weeks(2),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 44(2)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/44",
    read_at="https://gov.uk/government/publications/time-limits-for-complying-with-a-send-tribunal-decision-send18/carry-out-an-order-in-special-educational-needs-cases",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    exceptions=excuses.ORDER,
    note="The sub-paragraph of the regulation was not read.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 44(2)."""

ORD_IMMEDIATE = Rule(
    code="ORD-IMMEDIATE",
    title="Order to keep a plan, or an appeal against ending it dismissed",
    area=Area.TRIBUNAL,
    starts_at="The order is made",
    owner="Local authority",
    owed_to="Parent or young person",
    period=Days(0),
    counting=Counting.IMMEDIATE,
    citation="SI 2014/1530 reg 44(2)(a) and others",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/44",
    read_at="https://gov.uk/government/publications/time-limits-for-complying-with-a-send-tribunal-decision-send18/carry-out-an-order-in-special-educational-needs-cases",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 44(2)(a) and others."""

UNOPP_ASSESS_2W = Rule(
    code="UNOPP-ASSESS-2W",
    title="Appeal not opposed: tell the family that the assessment will be made",
    area=Area.TRIBUNAL,
    starts_at="The local authority tells the Tribunal that it will not oppose the appeal",
    owner="Local authority",
    owed_to="Parent or young person",
    period=Weeks(2),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 45(3) as substituted by SI 2015/359 reg 8",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/45",
    read_at="https://legislation.gov.uk/id/uksi/2015/359/regulation/8/b?timeline=false",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    note="Two weeks since the 2015 change; some advice pages still say four.",
)
"""SI 2014/1530 reg 45(3) as substituted by SI 2015/359 reg 8."""

UNOPP_ASSESS_10W = Rule(
    code="UNOPP-ASSESS-10W",
    title="Appeal not opposed: tell the family that no plan will be made",
    area=Area.TRIBUNAL,
    starts_at="The local authority tells the Tribunal that it will not oppose the appeal",
    owner="Local authority",
    owed_to="Parent or young person",
    period=Weeks(10),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 45(3A)(a)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/45",
    read_at="https://legislation.gov.uk/id/uksi/2015/359/regulation/8/b?timeline=false",
    verified=True,
    source_level=SourceLevel.PRIMARY,
)
"""SI 2014/1530 reg 45(3A)(a)."""

UNOPP_ASSESS_14W = Rule(
    code="UNOPP-ASSESS-14W",
    title="Appeal not opposed: send the finalised plan",
    area=Area.TRIBUNAL,
    starts_at="The local authority tells the Tribunal that it will not oppose the appeal",
    owner="Local authority",
    owed_to="Parent or young person",
    period=Weeks(14),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 45(3A)(b)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/45",
    read_at="https://legislation.gov.uk/id/uksi/2015/359/regulation/8/b?timeline=false",
    verified=True,
    source_level=SourceLevel.PRIMARY,
)
"""SI 2014/1530 reg 45(3A)(b)."""

UNOPP_AMEND_5W = Rule(
    code="UNOPP-AMEND-5W",
    title="Appeal not opposed: send the changed plan",
    area=Area.TRIBUNAL,
    starts_at="The local authority tells the Tribunal that it will not oppose the appeal",
    owner="Local authority",
    owed_to="Parent or young person, the school or college and the responsible commissioning body",
    period=Weeks(5),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 45(4)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/45",
    read_at="https://legislation.gov.uk/id/uksi/2015/359/regulation/8/b?timeline=false",
    verified=True,
    source_level=SourceLevel.PRIMARY,
)
"""SI 2014/1530 reg 45(4)."""

REC_HEALTH_5W = Rule(
    code="REC-HEALTH-5W",
    title="Answer a Tribunal recommendation about health",
    area=Area.TRIBUNAL,
    starts_at="The recommendation is made",
    owner="Responsible commissioning body",
    owed_to="Parent or young person and the local authority",
    period=Weeks(5),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2017/1306 reg 6",
    url="https://www.legislation.gov.uk/uksi/2017/1306/regulation/6",
    read_at="https://medway.gov.uk/info/200307/local_offer/1305/single_route_of_redress/2",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    note=(
        "The answer says what will be done, or gives reasons for each part that will not. Whether "
        "time runs from making or sending was not read, so count from the earlier. August counts."
    ),
    effective_from=RECOMMENDATIONS_FROM,
)
"""SI 2017/1306 reg 6."""

REC_LA_1W = Rule(
    code="REC-LA-1W",
    title="Send health’s answer to the Secretary of State",
    area=Area.TRIBUNAL,
    starts_at="The local authority receives the answer",
    owner="Local authority",
    owed_to="Secretary of State for Education",
    period=Weeks(1),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2017/1306 reg 6/7",
    url="https://www.legislation.gov.uk/uksi/2017/1306/regulation/6",
    read_at=None,
    verified=False,
    source_level=SourceLevel.UNREAD,
    note="Not read anywhere.",
    effective_from=RECOMMENDATIONS_FROM,
)
"""SI 2017/1306 reg 6/7."""

RULES = (
    TRIB_APPEAL_2M_1M,
    TRIB_RESPONSE_30WD,
    TRIB_DIRECTION,
    ORD_ASSESS_2W,
    ORD_ASSESS_NOPLAN_10W,
    ORD_ASSESS_FINAL_14W,
    ORD_MAKE_DRAFT_5W,
    ORD_MAKE_FINAL_11W,
    ORD_AMEND_5W,
    ORD_NAME_2W,
    ORD_IMMEDIATE,
    UNOPP_ASSESS_2W,
    UNOPP_ASSESS_10W,
    UNOPP_ASSESS_14W,
    UNOPP_AMEND_5W,
    REC_HEALTH_5W,
    REC_LA_1W,
)
"""In the order a reader meets them."""
