"""Annual reviews and changes of phase: CFA 2014 s.44 and SI 2014/1530 regs 18 to 22."""

from ..periods import Days, FixedDays, Months, Weeks
from .model import SEND_LAW_FROM, Area, Counting, Kind, Rule, SourceLevel

AR_12M = Rule(
    code="AR-12M",
    title="Annual review of the plan",
    area=Area.REVIEWS,
    starts_at="The plan was first made, or was last reviewed",
    owner="Local authority",
    owed_to="Parent or young person",
    period=Months(12),
    counting=Counting.PERIOD_STARTING_WITH,
    citation="CFA 2014 s.44(1)",
    url="https://www.legislation.gov.uk/ukpga/2014/6/section/44",
    read_at="https://www.penningtonslaw.com/news-publications/latest-news/2022/judgment-in-r-l-m-and-p-v-devon-county-council-promises-to-reduce-uncertainty-surrounding-the-amendment-process-for-ehcps",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    note=(
        "That the twelve months start with that date was not read in section 44, so the last day is "
        "the day before the anniversary."
    ),
    effective_from=SEND_LAW_FROM,
)
"""CFA 2014 s.44(1)."""

AR_NOTICE_2W = Rule(
    code="AR-NOTICE-2W",
    title="Notice of the annual review meeting",
    area=Area.REVIEWS,
    starts_at="The date of the review meeting, counted back",
    owner="The school, or the local authority where it arranges the meeting",
    owed_to=(
        "Everyone invited, the health professional named by the responsible commissioning body among "
        "them"
    ),
    period=Weeks(2),
    counting=Counting.AT_LEAST_BEFORE,
    citation="SI 2014/1530 reg 20(3), 21(3)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/20",
    read_at="http://www.legislation.gov.uk/uksi/2014/1530/regulation/20/data.xht?view=snippet&wrap=true",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 20(3), 21(3)."""

AR_ADVICE_2W = Rule(
    code="AR-ADVICE-2W",
    title="Advice for the annual review sent round before the meeting",
    area=Area.REVIEWS,
    starts_at="The date of the review meeting, counted back",
    owner="Whoever arranges the meeting; health must supply its advice in time",
    owed_to="Everyone invited",
    period=Weeks(2),
    counting=Counting.AT_LEAST_BEFORE,
    citation="SI 2014/1530 reg 20(4), 21(4)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/20",
    read_at="http://www.legislation.gov.uk/uksi/2014/1530/regulation/20/data.xht?view=snippet&wrap=true",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    note="This, and not regulation 8, is health’s deadline for an annual review.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 20(4), 21(4)."""

AR_REPORT_2W = Rule(
    code="AR-REPORT-2W",
    title="Report of the annual review meeting",
    area=Area.REVIEWS,
    starts_at="The review meeting",
    owner="Head teacher or principal, or the local authority where it arranged the meeting",
    owed_to="Local authority and everyone invited",
    period=Weeks(2),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 20(7)-(8), 21(7)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/20",
    read_at="http://www.legislation.gov.uk/uksi/2014/1530/regulation/21/made/data.xht?view=snippet&wrap=true",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 20(7)-(8), 21(7)."""

AR_DECISION_4W = Rule(
    code="AR-DECISION-4W",
    title="Decide after the review: keep, change or end the plan",
    area=Area.REVIEWS,
    starts_at="The review meeting",
    owner="Local authority",
    owed_to="Parent or young person, and the school or college",
    period=Weeks(4),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 20(10) (and 21 equivalent)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/20",
    read_at="https://insights.doughtystreet.co.uk/post/102hknk/high-court-confirms-fixed-time-limits-apply-after-annual-reviews-of-ehc-plans",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 20(10) (and 21 equivalent)."""

AR_AMEND_NOTICE_4W = Rule(
    code="AR-AMEND-NOTICE-4W",
    title="Notice of the changes proposed after a review",
    area=Area.REVIEWS,
    starts_at="The review meeting",
    owner="Local authority",
    owed_to="Parent or young person",
    period=Weeks(4),
    counting=Counting.WEEKS_AFTER,
    citation="R (L, M and P) v Devon CC [2022] EWHC 493 (Admin); SI 2014/1530 reg 20(10) with 22(2)(a)",
    url="https://www.ipsea.org.uk/r-l-m-and-p-v-devon-county-council-2022-ewhc-493-admin",
    read_at="https://www.ipsea.org.uk/r-l-m-and-p-v-devon-county-council-2022-ewhc-493-admin",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    note="Sent with a copy of the plan and the evidence.",
)
"""R (L, M and P) v Devon CC [2022] EWHC 493 (Admin); SI 2014/1530 reg 20(10) with 22(2)(a)."""

AR_REPS_15D = Rule(
    code="AR-REPS-15D",
    title="Time for the family to comment on changes to a plan",
    area=Area.REVIEWS,
    starts_at="The notice of changes is served on the parent or young person",
    owner="Local authority, which must allow the time",
    owed_to="Parent or young person",
    period=Days(15),
    counting=Counting.DAYS_BEGINNING_WITH,
    citation="SI 2014/1530 reg 22(2)(c)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/22",
    read_at="https://legislation.gov.uk/cy/uksi/2014/1530/regulation/22/2020-05-01?view=plain+extent",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    kind=Kind.MINIMUM_WINDOW,
    note="A minimum, in calendar days.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 22(2)(c)."""

AR_FINAL_8W = Rule(
    code="AR-FINAL-8W",
    title="Send the finalised changed plan",
    area=Area.REVIEWS,
    starts_at="The local authority sends the notice of changes with the plan",
    owner="Local authority",
    owed_to="Parent or young person, the named school or college and the responsible commissioning body",
    period=Weeks(8),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 22(3)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/22",
    read_at="https://legislation.gov.uk/cy/uksi/2014/1530/regulation/22/2020-05-01?view=plain+extent",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 22(3)."""

AR_NOAMEND_8W = Rule(
    code="AR-NOAMEND-8W",
    title="Decide, after comments, not to change the plan",
    area=Area.REVIEWS,
    starts_at="The local authority sends the notice of changes with the plan",
    owner="Local authority",
    owed_to="Parent or young person",
    period=Weeks(8),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 22(4)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/22",
    read_at="https://legislation.gov.uk/cy/uksi/2014/1530/regulation/22/2020-05-01?view=plain+extent",
    verified=False,
    source_level=SourceLevel.UNREAD,
    note="The length was not read in the regulation.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 22(4)."""

AR_OVERALL_12W = Rule(
    code="AR-OVERALL-12W",
    title="Outer limit for the changed plan after a review",
    area=Area.REVIEWS,
    starts_at="The review meeting",
    owner="Local authority",
    owed_to="Parent or young person",
    period=Weeks(12),
    counting=Counting.WEEKS_AFTER,
    citation="R (L, M and P) v Devon CC [2022] EWHC 493 (Admin)",
    url="https://www.ipsea.org.uk/r-l-m-and-p-v-devon-county-council-2022-ewhc-493-admin",
    read_at="https://www.ipsea.org.uk/r-l-m-and-p-v-devon-county-council-2022-ewhc-493-admin",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    note=(
        "The changed plan is due on the earlier of twelve weeks after the meeting and eight weeks "
        "after the notice of changes."
    ),
)
"""R (L, M and P) v Devon CC [2022] EWHC 493 (Admin)."""

PT_SEC_TO_P16 = Rule(
    code="PT-SEC-TO-P16",
    title="Review and change the plan before a move to post-16 education",
    area=Area.PHASE_TRANSFER,
    starts_at="The calendar year of the move",
    owner="Local authority",
    owed_to="Child or young person",
    period=FixedDays(((3, 31),)),
    counting=Counting.BEFORE_DATE,
    citation="SI 2014/1530 reg 18(1)(a)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/18",
    read_at="https://legislation.gov.uk/uksi/2014/1530/part/2/crossheading/reviews-and-reassessments",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    note="The law says before 31 March, so the last day is 30 March.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 18(1)(a)."""

PT_OTHER = Rule(
    code="PT-OTHER",
    title="Review and change the plan before any other change of phase",
    area=Area.PHASE_TRANSFER,
    starts_at="The calendar year of the move",
    owner="Local authority",
    owed_to="Child",
    period=FixedDays(((2, 15),)),
    counting=Counting.BEFORE_DATE,
    citation="SI 2014/1530 reg 18(1)(b); phases: reg 2(1)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/18",
    read_at="https://legislation.gov.uk/uksi/2014/1530/part/2/crossheading/reviews-and-reassessments",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    note=(
        "Starting school, infant to junior, primary to middle or secondary, middle to secondary. The "
        "law says before 15 February, so the last day is 14 February."
    ),
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 18(1)(b); phases: reg 2(1)."""

PT_P16_TO_P16 = Rule(
    code="PT-P16-TO-P16",
    title="Review and change the plan before a move between post-16 settings",
    area=Area.PHASE_TRANSFER,
    starts_at="The date of the move, counted back",
    owner="Local authority",
    owed_to="Young person",
    period=Months(5),
    counting=Counting.AT_LEAST_BEFORE,
    citation="SI 2014/1530 reg 18(2)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/18",
    read_at="https://legislation.gov.uk/uksi/2014/1530/part/2/crossheading/reviews-and-reassessments",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 18(2)."""

RULES = (
    AR_12M,
    AR_NOTICE_2W,
    AR_ADVICE_2W,
    AR_REPORT_2W,
    AR_DECISION_4W,
    AR_AMEND_NOTICE_4W,
    AR_REPS_15D,
    AR_FINAL_8W,
    AR_NOAMEND_8W,
    AR_OVERALL_12W,
    PT_SEC_TO_P16,
    PT_OTHER,
    PT_P16_TO_P16,
)
"""In the order a reader meets them."""
