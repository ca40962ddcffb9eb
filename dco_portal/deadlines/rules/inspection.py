"""Area SEND inspections and what they ask for: SI 2015/1792 and the published framework."""

from ..periods import Months, NoPeriod, WorkingDays
from .model import Area, Counting, Kind, Rule, SourceLevel

INSP_STATEMENT_70WD = Rule(
    code="INSP-STATEMENT-70WD",
    title="Written statement of proposed action after an inspection",
    area=Area.INSPECTION,
    starts_at="The principal authority receives the report",
    owner="The principal authority that the Chief Inspector names, which may be joint",
    owed_to="The Chief Inspector, and published",
    period=WorkingDays(70),
    counting=Counting.WDAYS_AFTER,
    citation="SI 2015/1792 regs 3-4 (Explanatory Note)",
    url="https://www.legislation.gov.uk/uksi/2015/1792/contents",
    read_at="https://legislation.gov.uk/uksi/2015/1792/note/made/data.xht",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    note="The outer limit wherever the Chief Inspector decides that a statement is needed.",
)
"""SI 2015/1792 regs 3-4 (Explanatory Note)."""

INSP_PAP = Rule(
    code="INSP-PAP",
    title="Prepare and submit a priority action plan",
    area=Area.INSPECTION,
    starts_at="The final report is received",
    owner="The local area partnership, as the Chief Inspector requires",
    owed_to="Ofsted and the Care Quality Commission",
    period=NoPeriod("no period stated"),
    counting=Counting.NONE,
    citation="Published Ofsted and Care Quality Commission area SEND reports",
    url="https://www.gov.uk/government/publications/area-send-framework-and-handbook/area-send-inspections-framework-and-handbook",
    read_at="published Ofsted and Care Quality Commission reports",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    kind=Kind.DUTY_WITHOUT_PERIOD,
    note=(
        "Inspection reports set the duty but state no number of days: take the date from the "
        "inspectorate’s letter."
    ),
)
"""Published Ofsted and Care Quality Commission area SEND reports."""

INSP_PAP_35WD = Rule(
    code="INSP-PAP-35WD",
    title="Local default for submitting a priority action plan",
    area=Area.INSPECTION,
    starts_at="The final report is received",
    owner="The local area partnership",
    owed_to="Ofsted and the Care Quality Commission",
    period=WorkingDays(35),
    counting=Counting.WDAYS_AFTER,
    citation="Area SEND framework and handbook (June 2025)",
    url="https://www.gov.uk/government/publications/area-send-framework-and-handbook/area-send-inspections-framework-and-handbook",
    read_at="https://www.remarkableminds.app/answers/what-is-a-priority-action-notice-in-an-area-send-inspection",
    verified=False,
    source_level=SourceLevel.UNREAD,
    kind=Kind.GUIDANCE_DEADLINE,
    note=(
        "Not read in the handbook: an unconfirmed page speaks of roughly 35 to 50 working days. Use "
        "the date in the inspectorate’s letter."
    ),
)
"""Area SEND framework and handbook (June 2025)."""

INSP_STRATPLAN = Rule(
    code="INSP-STRATPLAN",
    title="Update and publish the strategic plan",
    area=Area.INSPECTION,
    starts_at="The report is published",
    owner="The local area partnership",
    owed_to="The public",
    period=NoPeriod("no period stated"),
    counting=Counting.NONE,
    citation="Published Ofsted and Care Quality Commission area SEND reports",
    url="https://www.gov.uk/government/publications/area-send-framework-and-handbook/area-send-inspections-framework-and-handbook",
    read_at="published Ofsted and Care Quality Commission reports",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    kind=Kind.DUTY_WITHOUT_PERIOD,
    note="Asked for in reports with the first and second outcome; no date is stated.",
)
"""Published Ofsted and Care Quality Commission area SEND reports."""

INSP_MONITOR_18M = Rule(
    code="INSP-MONITOR-18M",
    title="Monitoring inspection after widespread or systemic failings",
    area=Area.INSPECTION,
    starts_at="The partnership receives the final report",
    owner="Ofsted and the Care Quality Commission",
    owed_to="The local area partnership",
    period=Months(18),
    counting=Counting.MONTHS_AFTER,
    citation=(
        "Published Ofsted and Care Quality Commission area SEND reports: “within approximately 18 "
        "months”"
    ),
    url="https://www.gov.uk/government/publications/area-send-framework-and-handbook/area-send-inspections-framework-and-handbook",
    read_at="published Ofsted and Care Quality Commission reports",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    kind=Kind.ESTIMATE,
    note="About eighteen months: a time to be ready by, not a due date.",
)
"""Published Ofsted and Care Quality Commission area SEND reports: “within approximately 18 months”."""

INSP_NEXT_5Y = Rule(
    code="INSP-NEXT-5Y",
    title="Next full inspection after the first outcome",
    area=Area.INSPECTION,
    starts_at="The inspection",
    owner="Ofsted and the Care Quality Commission",
    owed_to="The local area partnership",
    period=Months(60),
    counting=Counting.MONTHS_AFTER,
    citation="Published Ofsted and Care Quality Commission area SEND reports: “approximately 5 years”",
    url="https://www.gov.uk/government/publications/area-send-framework-and-handbook/area-send-inspections-framework-and-handbook",
    read_at="published Ofsted and Care Quality Commission reports",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    kind=Kind.ESTIMATE,
    note="About five years, where experiences and outcomes are typically positive.",
)
"""Published Ofsted and Care Quality Commission area SEND reports: “approximately 5 years”."""

INSP_NEXT_3Y = Rule(
    code="INSP-NEXT-3Y",
    title="Next full inspection after the second or third outcome",
    area=Area.INSPECTION,
    starts_at="The inspection",
    owner="Ofsted and the Care Quality Commission",
    owed_to="The local area partnership",
    period=Months(36),
    counting=Counting.MONTHS_AFTER,
    citation="Published Ofsted and Care Quality Commission area SEND reports: “approximately 3 years”",
    url="https://www.gov.uk/government/publications/area-send-framework-and-handbook/area-send-inspections-framework-and-handbook",
    read_at="published Ofsted and Care Quality Commission reports",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    kind=Kind.ESTIMATE,
    note="About three years, where they are inconsistent or where there are systemic failings.",
)
"""Published Ofsted and Care Quality Commission area SEND reports: “approximately 3 years”."""

RULES = (
    INSP_STATEMENT_70WD,
    INSP_PAP,
    INSP_PAP_35WD,
    INSP_STRATPLAN,
    INSP_MONITOR_18M,
    INSP_NEXT_5Y,
    INSP_NEXT_3Y,
)
"""In the order a reader meets them."""
