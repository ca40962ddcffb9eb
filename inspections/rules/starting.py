"""Our own working list of what area SEND inspectors ask for, to begin an area's readiness with.

It is inferred from what areas and inspectorates have published about the 2023 framework (a request for
information in the first week, about thirty documents and data sets, lists of children, tracking meetings).
It is not the handbook's annex and every screen says so: compare it with the handbook before relying on it.
"""

from dataclasses import dataclass

from inspections.states import ReadinessKind

DOCUMENT, DATA = ReadinessKind.DOCUMENT, ReadinessKind.DATA


@dataclass(frozen=True)
class Asked:
    """One thing to have ready: its kind, title, what belongs in it, and who usually keeps it.

    Nobody owns it before somebody of the area says so. `live_key` names what the portal makes itself, or
    helps with, as `LIVE` of the presenters links it; "" for all else.
    """

    kind: str
    title: str
    what: str
    usually: str
    live_key: str = ""


LIST = (
    Asked(DATA, "Children with an EHC plan (list 1)",
          "One line for each child, with the columns inspectors publish. The local authority keeps it; check the file here before it goes.",
          "SEND data lead, local authority", "lists"),
    Asked(DATA, "Children with SEN support (list 2)",
          "One line for each child without a plan. The same check finds its faults.", "SEND data lead, local authority", "lists"),
    Asked(DATA, "Health advice on time",
          "Share returned within six weeks by service and month, what is late and for how long, and lawful exceptions.",
          "Designated clinical officer", "advice_time"),
    Asked(DATA, "Quality of health advice",
          "What checking found, what was sent back and why, and what changed after it.", "Designated clinical officer", "advice_quality"),
    Asked(DATA, "Under-5s the NHS told the authority about",
          "How many, at what age, by which service, how long until the authority had it, and what came of it.",
          "Designated clinical officer", "notifications"),
    Asked(DATA, "Questions to the DCO team", "How many, about what, how soon they were answered, complaints among them.",
          "DCO coordinator", "enquiries"),
    Asked(DATA, "Mediation and Tribunal cases with a health issue",
          "Recommendations, replies within five weeks, and what was learnt.", "Designated clinical officer"),
    Asked(DATA, "Personal health budgets and continuing care joined to EHC plans", "How many, how long decisions took, reviews on time.",
          "Head of continuing care, ICB"),
    Asked(DATA, "Waiting times for each health pathway", "Therapies, community paediatrics, autism and ADHD assessment, CAMHS: how many wait and how long.",
          "Head of children’s commissioning, ICB"),
    Asked(DATA, "What families looked for and did not find", "The log of gaps in services and what was decided about each.",
          "Head of children’s commissioning, ICB", "gaps"),
    Asked(DATA, "Health services in the Local Offer", "Which are listed, when each was last checked, comments and the answers to them.",
          "Local Offer editor", "local_offer"),
    Asked(DATA, "Measures of the improvement plan", "Each with its definition, baseline, target and figures so far.",
          "SEND improvement manager", "plans"),
    Asked(DATA, "Timeliness and number of EHC plans", "Plans within twenty weeks, reviews on time, requests and refusals.",
          "Head of SEND, local authority"),
    Asked(DATA, "Children out of school or on part-time timetables", "With SEND, and what is done for each group.", "Head of inclusion, local authority"),
    Asked(DOCUMENT, "Self-evaluation", "What the partnership thinks it does well and not, with the evidence for it.", "SEND improvement manager"),
    Asked(DOCUMENT, "SEND strategy", "The strategy in force, and how families made it with you.", "Head of SEND, local authority"),
    Asked(DOCUMENT, "Improvement or priority action plan", "The plan in force with its approvals and latest progress report.",
          "SEND improvement manager", "plans"),
    Asked(DOCUMENT, "Papers and minutes of the SEND board", "A year of agendas, papers, minutes, decisions and attendance.",
          "SEND improvement manager", "boards"),
    Asked(DOCUMENT, "Who answers to whom", "Terms of reference of the boards, a chart of governance, and how risks are raised.",
          "SEND improvement manager"),
    Asked(DOCUMENT, "Joint strategic needs assessment", "The part about children with SEND, and when it was last brought up to date.",
          "Director of public health"),
    Asked(DOCUMENT, "Joint commissioning plan", "What is bought together, pooled money, and how results are watched.",
          "Head of children’s commissioning, ICB"),
    Asked(DOCUMENT, "DCO’s or DMO’s job description and time", "What the post does, how many days it has, who covers it.",
          "Designated clinical officer"),
    Asked(DOCUMENT, "Panels: terms of reference and how they decide", "EHC panels, complex-needs panels, exceptional funding.", "Head of SEND, local authority"),
    Asked(DOCUMENT, "Who can have what: eligibility criteria", "For each health and care service, in words families understand.",
          "Head of children’s commissioning, ICB"),
    Asked(DOCUMENT, "Short breaks statement", "The statement in force, and how to apply.", "Head of children with disabilities, local authority"),
    Asked(DOCUMENT, "Preparing for adulthood", "The pathway from fourteen to adult services, health’s part included.", "Transitions lead"),
    Asked(DOCUMENT, "Training log", "Who was trained in SEND, when, and who still has to be.", "DCO coordinator", "training"),
    Asked(DOCUMENT, "What families said and what was done", "Surveys, meetings with the parent carer forum and with young people, and what changed.",
          "Designated clinical officer", "said"),
    Asked(DOCUMENT, "Audits of EHC plans with partners", "How plans are sampled together, findings and actions.", "Head of SEND, local authority"),
    Asked(DOCUMENT, "Papers of the tracked children",
          "Up to six children; their papers are due two days after inspectors ask. Rehearse it any day.", "Designated clinical officer", "exercises"),
    Asked(DOCUMENT, "Safeguarding arrangements for children with SEND", "How concerns are seen and passed on between partners.",
          "Designated nurse for safeguarding, ICB"),
    Asked(DOCUMENT, "Support for looked-after children and those on the dynamic support register",
          "How their health needs are known and met. No names.", "Designated nurse for looked-after children, ICB"),
)  # fmt: skip
