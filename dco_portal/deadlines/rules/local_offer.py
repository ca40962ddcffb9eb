"""The Local Offer: CFA 2014 s.30 and SI 2014/1530 Part 4."""

from ..periods import Months, NoPeriod
from .model import SEND_LAW_FROM, Area, Counting, Kind, Rule, SourceLevel

LO_PUBLISH = Rule(
    code="LO-PUBLISH",
    title="Publish the Local Offer and keep it under review",
    area=Area.LOCAL_OFFER,
    starts_at="At all times",
    owner="Local authority, with the ICB’s co-operation",
    owed_to="The public",
    period=NoPeriod(),
    counting=Counting.NONE,
    citation="CFA s.30; SI 2014/1530 reg 53, Sch 2",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/53",
    read_at="http://www.legislation.gov.uk/uksi/2014/1530/part/4",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    kind=Kind.DUTY_WITHOUT_PERIOD,
    effective_from=SEND_LAW_FROM,
)
"""CFA s.30; SI 2014/1530 reg 53, Sch 2."""

LO_CONSULT = Rule(
    code="LO-CONSULT",
    title="Consult when the Local Offer is prepared and reviewed",
    area=Area.LOCAL_OFFER,
    starts_at="The Local Offer is being prepared or reviewed",
    owner="Local authority",
    owed_to="Children, young people and parents, schools and services, NHS England and the ICBs",
    period=NoPeriod(),
    counting=Counting.NONE,
    citation="SI 2014/1530 reg 54",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/54",
    read_at="http://www.legislation.gov.uk./uksi/2014/1530/regulation/54?view=plain",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    kind=Kind.DUTY_WITHOUT_PERIOD,
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 54."""

LO_COMMENTS_12M = Rule(
    code="LO-COMMENTS-12M",
    title="Publish comments on the Local Offer and what was done about them",
    area=Area.LOCAL_OFFER,
    starts_at="The last publication",
    owner="Local authority",
    owed_to="The public",
    period=Months(12),
    counting=Counting.ANNUAL,
    citation="SI 2014/1530 reg 56; CFA s.30(6)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/56",
    read_at="https://gov.uk/government/publications/changes-to-the-law-on-education-health-and-care-needs-assessments-and-plans-due-to-coronavirus/annex-a-details-of-the-amendments-to-the-existing-regulations",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    note="“Annually” was read in GOV.UK guidance, not in regulation 56.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 56; CFA s.30(6)."""

RULES = (
    LO_PUBLISH,
    LO_CONSULT,
    LO_COMMENTS_12M,
)
"""In the order a reader meets them."""
