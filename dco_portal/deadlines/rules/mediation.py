"""Mediation: CFA 2014 ss.52 to 55 and SI 2014/1530 regs 32 to 42."""

from ..periods import Days, Months, NoPeriod, Weeks, WorkingDays
from . import excuses
from .model import SEND_LAW_FROM, Area, Counting, Rule, SourceLevel

MED_CONTACT_2M = Rule(
    code="MED-CONTACT-2M",
    title="Contact a mediation adviser",
    area=Area.MEDIATION,
    starts_at="Written notice of the local authority’s decision is sent",
    owner="Parent or young person",
    owed_to="Mediation adviser",
    period=Months(2),
    counting=Counting.MONTHS_AFTER,
    citation="SI 2014/1530 reg 33",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/33",
    read_at="http://www.legislation.gov.uk./uksi/2014/1530/part/2/crossheading/mediation/made",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 33."""

MED_CERT_NO_3WD = Rule(
    code="MED-CERT-NO-3WD",
    title="Certificate where the family does not want mediation",
    area=Area.MEDIATION,
    starts_at="The family tells the adviser",
    owner="Mediation adviser",
    owed_to="Parent or young person",
    period=WorkingDays(3),
    counting=Counting.WDAYS_AFTER,
    citation="SI 2014/1530 reg 34(1); CFA s.55(4)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/34",
    read_at="https://sensationalfamilies.org.uk/resources/27-mediation",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 34(1); CFA s.55(4)."""

MED_LA_TELLS_ICB_3WD = Rule(
    code="MED-LA-TELLS-ICB-3WD",
    title="Tell each ICB concerned what the mediation is about",
    area=Area.MEDIATION,
    starts_at="The family tells the local authority, and health is in question",
    owner="Local authority",
    owed_to="Responsible commissioning body",
    period=WorkingDays(3),
    counting=Counting.WDAYS_AFTER,
    citation="SI 2014/1530 regs 35-37",
    url="https://www.legislation.gov.uk/uksi/2014/1530/part/2/crossheading/mediation",
    read_at="https://www.ipsea.org.uk/the-mediation-process",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    note="The exact regulation was not read.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 regs 35-37."""

MED_ICB_ARRANGE_30D = Rule(
    code="MED-ICB-ARRANGE-30D",
    title="Arrange mediation about health only",
    area=Area.MEDIATION,
    starts_at="The local authority tells the ICB what the mediation is about",
    owner="Responsible commissioning body, as its own duty",
    owed_to="Parent or young person",
    period=Days(30),
    counting=Counting.DAYS_AFTER,
    citation="CFA s.53; SI 2014/1530 regs 35-37",
    url="https://www.legislation.gov.uk/uksi/2014/1530/part/2/crossheading/mediation",
    read_at="https://www.ipsea.org.uk/the-mediation-process",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    note=(
        "Calendar days: one charity’s page says working days, which is taken for a mistake. The exact "
        "regulation was not read."
    ),
    effective_from=SEND_LAW_FROM,
)
"""CFA s.53; SI 2014/1530 regs 35-37."""

MED_LA_ARRANGE_30D = Rule(
    code="MED-LA-ARRANGE-30D",
    title="Arrange mediation about education, social care or a mix",
    area=Area.MEDIATION,
    starts_at="The family tells the local authority that it wants mediation",
    owner="Local authority; the ICB must take part where health is in question",
    owed_to="Parent or young person",
    period=Days(30),
    counting=Counting.DAYS_AFTER,
    citation="CFA ss.53-54; SI 2014/1530 reg 36",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/36",
    read_at="https://www.ipsea.org.uk/the-mediation-process",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    exceptions=excuses.ARRANGE_MEDIATION,
    note=(
        "Lateness does not by itself give the family more time to appeal. Regulation 36 itself was "
        "not read."
    ),
    effective_from=SEND_LAW_FROM,
)
"""CFA ss.53-54; SI 2014/1530 reg 36."""

MED_CERT_LATE_3WD = Rule(
    code="MED-CERT-LATE-3WD",
    title="Certificate where mediation cannot be arranged in 30 days",
    area=Area.MEDIATION,
    starts_at="The local authority tells the adviser",
    owner="Mediation adviser",
    owed_to="Parent or young person",
    period=WorkingDays(3),
    counting=Counting.WDAYS_AFTER,
    citation="SI 2014/1530 reg 36",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/36",
    read_at="https://www.ipsea.org.uk/the-mediation-process",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    note="Regulation 36 itself was not read.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 36."""

MED_CERT_END_3WD = Rule(
    code="MED-CERT-END-3WD",
    title="Certificate after mediation",
    area=Area.MEDIATION,
    starts_at="The mediation ends",
    owner="Mediation adviser",
    owed_to="Parent or young person",
    period=WorkingDays(3),
    counting=Counting.WDAYS_AFTER,
    citation="SI 2014/1530 reg 39; CFA s.55(5)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/39",
    read_at="http://www.seftondirectory.com/kb5/sefton/directory/site.page?id=05SE0eCpP_s&localofferchannel=1",
    verified=True,
    source_level=SourceLevel.SECONDARY,
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 39; CFA s.55(5)."""

MED_AGREE_2W = Rule(
    code="MED-AGREE-2W",
    title="Do what a mediation agreement requires, where no appeal is possible",
    area=Area.MEDIATION,
    starts_at="The date of the agreement",
    owner="Local authority or responsible commissioning body",
    owed_to="Parent or young person",
    period=Weeks(2),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 42(3)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/42",
    read_at="https://legislation.gov.uk/uksi/2014/1530/regulation/42/2014-09-01/data.htm?view=plain",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    exceptions=excuses.AGREED_TIME,
    note="Health and social care matters, for example.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 42(3)."""

MED_ICB_TELLS_LA_1W = Rule(
    code="MED-ICB-TELLS-LA-1W",
    title="Tell the local authority of an agreement it was not part of",
    area=Area.MEDIATION,
    starts_at="The date of the agreement",
    owner="Responsible commissioning body",
    owed_to="Local authority",
    period=Weeks(1),
    counting=Counting.WEEKS_AFTER,
    citation="SI 2014/1530 reg 42(4)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/42",
    read_at="https://legislation.gov.uk/uksi/2014/1530/regulation/42/2014-09-01/data.htm?view=plain",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    note="The parties cannot agree a different time for this step.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 42(4)."""

MED_AGREE_44 = Rule(
    code="MED-AGREE-44",
    title="Carry out a mediation agreement on matters that could be appealed",
    area=Area.MEDIATION,
    starts_at="The date of the agreement",
    owner="Local authority",
    owed_to="Parent or young person",
    period=NoPeriod("as for a Tribunal order"),
    counting=Counting.AS_REG_44,
    citation="SI 2014/1530 reg 42(2)",
    url="https://www.legislation.gov.uk/uksi/2014/1530/regulation/42",
    read_at="https://legislation.gov.uk/uksi/2014/1530/regulation/42/2014-09-01/data.htm?view=plain",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    exceptions=excuses.AGREED_TIME,
    note="The time limits of a Tribunal order apply, as if the agreement were the order.",
    effective_from=SEND_LAW_FROM,
)
"""SI 2014/1530 reg 42(2)."""

RULES = (
    MED_CONTACT_2M,
    MED_CERT_NO_3WD,
    MED_LA_TELLS_ICB_3WD,
    MED_ICB_ARRANGE_30D,
    MED_LA_ARRANGE_30D,
    MED_CERT_LATE_3WD,
    MED_CERT_END_3WD,
    MED_AGREE_2W,
    MED_ICB_TELLS_LA_1W,
    MED_AGREE_44,
)
"""In the order a reader meets them."""
