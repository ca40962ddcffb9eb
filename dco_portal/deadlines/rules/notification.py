"""Children under compulsory school age: CFA 2014 s.23 and Education Act 1996 s.8."""

from ..periods import FixedDays, NoPeriod
from .model import SEND_LAW_FROM, Area, Counting, Kind, Rule, SourceLevel

S23_NOTIFY = Rule(
    code="S23-NOTIFY",
    title="Tell the local authority about a child under compulsory school age",
    area=Area.NOTIFICATION,
    starts_at=(
        "The NHS body forms the opinion that a child in its care has, or probably has, special "
        "educational needs or a disability"
    ),
    owner="The ICB, NHS trust or NHS foundation trust that formed the opinion",
    owed_to=(
        "First the parent, who is told and offered a discussion; then the local authority; the parent "
        "is also told of any voluntary organisation likely to help"
    ),
    period=NoPeriod(),
    counting=Counting.NONE,
    citation="CFA 2014 s.23(1)-(4)",
    url="https://www.legislation.gov.uk/ukpga/2014/6/section/23",
    read_at="http://www.legislation.gov.uk/ukpga/2014/6/section/23?view=plain",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    kind=Kind.DUTY_WITHOUT_PERIOD,
    note=(
        "Section 23 sets no time limit, form, data set or consent condition. A number of days is "
        "local policy and must be labelled so."
    ),
    effective_from=SEND_LAW_FROM,
)
"""CFA 2014 s.23(1)-(4)."""

S23_CSA = Rule(
    code="S23-CSA",
    title="Start of compulsory school age",
    area=Area.NOTIFICATION,
    starts_at="The child’s date of birth",
    owner="Nobody: this is a definition",
    owed_to="Nobody: this is a definition",
    period=FixedDays(
        (
            (3, 31),
            (8, 31),
            (12, 31),
        )
    ),
    counting=Counting.CSA,
    citation="Education Act 1996 s.8(2); prescribed days 31 Aug, 31 Dec, 31 Mar: SI 1998/1607",
    url="https://www.legislation.gov.uk/ukpga/1996/56/section/8",
    read_at="https://legislation.gov.uk/ukpga/1996/56/section/8/2009-01-01",
    verified=True,
    source_level=SourceLevel.PRIMARY,
    kind=Kind.DEFINITION,
    note=(
        "A fifth birthday on 31 March, 31 August or 31 December counts that day; any other, the next "
        "of those days. Section 23 notifications end before it."
    ),
)
"""Education Act 1996 s.8(2); prescribed days 31 Aug, 31 Dec, 31 Mar: SI 1998/1607."""

RULES = (
    S23_NOTIFY,
    S23_CSA,
)
"""In the order a reader meets them."""
