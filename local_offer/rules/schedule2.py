"""What the SEND Regulations 2014 (SI 2014/1530), Schedule 2, require in a Local Offer. In our own words.

`verified` paragraphs were read at legislation.gov.uk; the others are topics whose own text was not read,
taken from the SEND Code of Practice (4.30 and following) and published Local Offers. The portal says so
on every line, and editors can put it right there.
"""

from typing import NamedTuple

from local_offer.vocabulary import term_id

LAW = "SI 2014/1530, Schedule 2, paragraph {}"
TOPIC = "SI 2014/1530, Schedule 2: topic, its paragraph was not read"
READ_AT = "https://www.legislation.gov.uk/uksi/2014/1530/schedule/2"


class Paragraph(NamedTuple):
    """One item: number, title, what must be published, whether its text was read, terms that cover it."""

    number: str
    title: str
    words: str
    verified: bool
    terms: tuple[str, ...] = ()

    @property
    def citation(self) -> str:
        return LAW.format(self.number) if self.verified else TOPIC

    @property
    def term_ids(self) -> list[str]:
        return [str(term_id(*each.split("/"))) for each in self.terms]


PARAGRAPHS = (
    Paragraph("1", "Education and training in the area",
              "What is expected to be available in the area for children and young people with SEN or a disability, by kind of "
              "provider: early years, maintained schools and academies with their units, non-maintained special schools, post-16, "
              "section 41 institutions, pupil referral units, and others the authority commissions.",
              True, ("type/education", "type/early-support")),
    Paragraph("2", "Education and training outside the area",
              "The same for providers outside the area that its children and young people are expected to use.", True),
    Paragraph("3", "What that information covers",
              "Support with the curriculum in mainstream settings; special and section 41 provision; what the authority secures in "
              "mainstream, pupil referral units and alternative provision; and how it is funded.", True),
    Paragraph("4", "Finding needs and making arrangements",
              "How needs are found, parents and young people are consulted, services and equipment are secured, and moves between "
              "phases and to adulthood are prepared.", False),
    Paragraph("5", "How each provider teaches and supports",
              "For each provider: approach to teaching, adapting curriculum and environment, extra support for learning, reviewing "
              "progress and the family’s part in it, judging what works, access to facilities and activities, staff’s expertise, "
              "and emotional, mental and social development.", True),
    Paragraph("6", "Where to find more about providers",
              "Where a provider’s SEN information report and other information can be found.", False),
    Paragraph("7", "Accessibility strategy",
              "The authority’s accessibility strategy (Equality Act 2010, Schedule 10).", False),
    Paragraph("8", "Other educational provision",
              "Sport, arts, paired reading and the like.", False, ("type/leisure",)),
    Paragraph("9", "Health care provision",
              "Health care that is additional to or different from what everybody gets, also services that help settings support "
              "children with medical conditions, and how families get it.", False,
              ("type/health", "type/therapy", "type/mental-health", "type/diagnosis", "type/nursing", "type/hospital")),
    Paragraph("10", "Social care provision",
              "Social care, also short breaks, moving from children’s to adult services, and support to live independently.", False,
              ("type/social-care", "type/short-breaks")),
    Paragraph("11", "Training and apprenticeships",
              "Training, also apprenticeships, traineeships and supported internships.", False, ("type/employment",)),
    Paragraph("12", "Travel",
              "Arrangements for travel to schools, post-16 and early years settings.", False, ("type/transport",)),
    Paragraph("13", "Preparing for adulthood",
              "Help towards work, a home, a part in the community and higher education.", False,
              ("stage/adulthood", "stage/adult-services", "type/housing")),
    Paragraph("14", "Education, health and care needs assessments and personal budgets",
              "How to ask for an assessment, and about personal budgets.", False, ("type/money",)),
    Paragraph("15", "Information, advice and support",
              "Where families get information, advice and support: the advice and support service, forums, support groups, "
              "childcare, leisure.", True, ("type/advice", "type/family")),
    Paragraph("16", "How provision is reached",
              "How to get what the Local Offer describes, and who is eligible.", False),
    Paragraph("17", "Complaints",
              "How to complain about any provision or service in the Local Offer.", True),
    Paragraph("18", "Disagreements, mediation and appeals",
              "Disagreement resolution, mediation and the right to appeal to the Tribunal, with its wider powers.", False),
)  # fmt: skip
