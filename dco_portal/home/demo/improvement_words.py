"""The demo's inspections and plans in our own words. Dates of the story are public; what is made up says so.

Days are days from the day of loading (negative: past); months are months ago.
"""

from dataclasses import dataclass, field

MADE_UP = "Illustrative: made up for this demo."


@dataclass(frozen=True)
class Task:
    """An action: number, what, who leads in words, start and due in days, how it is rated and why."""

    number: str
    what: str
    lead: str
    starts: int
    due: int
    delivery: str = "green"
    impact: str = "not_due"
    percent: int = 40
    words: str = ""
    next: str = ""
    help: str = ""
    mine: bool = False  # led by the demo's action lead
    milestones: tuple[tuple[str, int, bool], ...] = ()  # what, due in days, done


@dataclass(frozen=True)
class Area:
    """A priority: title, workstream, what families will see, the public texts, and its actions."""

    title: str
    workstream: str
    impact: str
    wanted: str
    did: str
    difference: str
    next: str
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A measure; `live` names one the portal counts itself, else `values` are monthly, the oldest first."""

    number: str
    name: str
    definition: str
    unit: str
    polarity: str
    priority: int
    numerator: str = ""
    denominator: str = ""
    target: str = ""
    baseline: str = ""
    live: str = ""
    values: tuple[int, ...] = field(default=())


PRIORITIES = (
    Area(
        "One plan, led by everybody", "Strategy and improvement plan",
        "Families can see in one place what is being done, by whom and by when.",
        "One plan that the council, the NHS and families own together, and that says how we will know it works.",
        "We put all actions into one plan, met every month as one board, and gave every action a named lead.",
        "Progress is now published each quarter in plain English. It is too early to say whether families notice.",
        "Families will judge each priority with us twice a year.",
        (
            Task("1.1", "Bring all actions for SEND into one plan with one owner for each.", "SEND improvement manager", -330, -150,
                 "blue", "blue", 100, "The plan is in use and each action has a lead. Families and partners confirm that it is one plan."),
            Task("1.2", "Publish progress every quarter in words families can use.", "SEND improvement manager", -240, 120, "green", "green", 60,
                 "Three reports are out. The forum reads each before it goes out.", "The next report is due at the end of the quarter.",
                 milestones=(("First public report", -170, True), ("Families say whether it is clear", 40, False))),
            Task("1.3", "Join the data of health, education and social care on who waits for what.", "Head of performance", -200, -12, "amber", "not_due", 55,
                 "Two of three services send figures. The third has no system that counts waits.", "A hand count until the new system comes.",
                 "A decision on who pays for the interim count.", milestones=(("Two services join", -90, True), ("All three join", -12, False))),
        ),
    ),
    Area(
        "Health's part of plans, on time and useful", "Health input to EHC needs assessments",
        "Children's plans say what health will do, how often and by whom, and come on time.",
        "Health advice within six weeks, written so that it can be put into a plan as it stands.",
        "Requests come through one door. Each service sees its own clock. Advice is checked before it goes.",
        "More advice comes in time than a year ago, and fewer pieces go back to the writer.",
        "Sampling of advice with families; training for new staff.",
        (
            Task("2.1", "Send every request for health advice through the portal, with a clock for each service.", "Designated clinical officer", -300, -100,
                 "green", "amber", 100, "All requests come through the portal since spring.", milestones=(("Pilot with one service", -260, True), ("All services", -110, True))),
            Task("2.2", "Train every clinician who writes advice in “specific and quantified”.", "Transformation lead", -210, 60, "green", "not_due", 70,
                 "84 of 120 clinicians have had the training.", "Two more dates this term.", mine=True,
                 milestones=(("Half trained", -60, True), ("All trained", 60, False))),
            Task("2.3", "Audit 20 pieces of advice a term with families, and act on what they say.", "Transformation lead", -120, 150, "green", "not_due", 30,
                 "The first audit is done: 13 of 20 were specific enough.", "Share examples with writers.", mine=True),
            Task("2.4", "Agree how advice is reviewed when a plan is reviewed each year.", "Designated clinical officer", -90, -5, "amber", "not_due", 50,
                 "Agreed with two services. Community paediatrics asks for more time.", "A meeting with the clinical director."),
        ),
    ),
    Area(
        "Nothing about us without us", "Co-production",
        "Families and young people help to shape services before they change.",
        "Parents, carers and young people at the table when decisions are made.",
        "A young people's group meets every six weeks. The forum has two seats on the board.",
        "Letters from 16 on are written to the young person. Two services changed their leaflets after the group read them.",
        "Pay for young people's time, in the same way everywhere.",
        (
            Task("3.1", "Give young people a paid part in choosing what the board looks at.", "Participation officer", -180, 30, "green", "green", 65,
                 "Eight young people meet every six weeks.", "Agree payment with finance."),
            Task("3.2", "Tell families what came of what they said, within a term.", "Forum co-ordinator", -150, 90, "green", "not_due", 45,
                 "“You said, we did” is on the public page since autumn."),
            Task("3.3", "Write a short guide for services on changing something together with families.", "Transformation lead", -60, -20, "amber", "not_due", 60,
                 "The draft is with the forum.", "Publish after the forum's meeting.", mine=True),
        ),
    ),
    Area(
        "People with the right skills", "Workforce",
        "Families meet staff who know about SEND and stay long enough to know the child.",
        "Enough staff, trained, who stay.",
        "We asked each service for its gaps and opened a shared induction.",
        "Vacancies in therapies have fallen a little. It is not yet enough.",
        "A joint recruitment week in spring.",
        (
            Task("4.1", "A shared induction on SEND for all new staff in health and the council.", "Workforce lead", -160, 45, "green", "not_due", 50, "Two groups have been through it."),
            Task("4.2", "Fill the empty posts in children's therapies.", "Head of children's therapies", -270, -30, "red", "red", 35,
                 "Six of nine posts are still empty.", "Overseas recruitment; two agency staff until May.", "Agreement to pay the market rate for a year."),
            Task("4.3", "Give every service a named lead for SEND.", "Workforce lead", -250, -180, "blue", "blue", 100, "All eleven services have one, and families say that they know whom to ask."),
        ),
    ),
    Area(
        "Help while you wait", "Pathways",
        "Families who wait get help now, and know how long the wait is.",
        "Shorter waits for autism assessment, and real help in the meantime.",
        "Two nurses look at each referral when it comes. Each waiting list has a page with support while waiting.",
        "The longest waits are shorter. Families tell us that the pages help, but that the wait is still too long.",
        "A second team from April.",
        (
            Task("5.1", "Have a nurse look at every referral to the autism pathway within ten days.", "Transformation lead", -220, 20, "green", "green", 80,
                 "Two nurses started in summer. Nine of ten referrals are looked at in ten days.", "Cover for leave.", mine=True,
                 milestones=(("First nurse", -140, True), ("Second nurse", -80, True))),
            Task("5.2", "Publish support while waiting for every pathway.", "Designated clinical officer", -130, 70, "green", "green", 60, "Seven of eleven pages are out."),
            Task("5.3", "Shorten the longest waits for an autism assessment to under a year.", "Commissioning manager", -320, 200, "red", "amber", 40,
                 "The longest wait is 71 weeks. The plan to recover relies on a second team.", "A business case goes to the ICB's committee.", "A decision on money for the second team."),
            Task("5.4", "Tell every family on a list every three months how things stand.", "Service co-ordinator", -40, 130, "not_due", "not_due", 0, ""),
        ),
    ),
)  # fmt: skip
FIGURES = (
    Figure("M1", "Health advice within six weeks", "Requests for health advice whose last required piece reached the local authority within six weeks.",
           "percent", "higher", 2, "requests met in time", "requests whose six weeks ended in the month", "95", "61", "advice_six_weeks"),
    Figure("M2", "Notices of under-5s within local policy", "Notices of under-5s that reached the local authority within the local policy after the opinion was formed.",
           "percent", "higher", 2, "notices within policy", "notices sent in the month", "90", "", "notice_prompt"),
    Figure("M3", "Enquiries answered within local standard", "Enquiries to the DCO first answered within the local standard.",
           "percent", "higher", 1, "answered in time", "enquiries whose first answer was due in the month", "90", "", "enquiry_in_time"),
    Figure("M4", "Advice that passes its check the first time", "Pieces of advice that were sent on without going back to the writer.",
           "percent", "higher", 2, "not sent back", "pieces sent in the month", "85", "", "advice_right_first_time"),
    Figure("M5", "Local Offer entries checked", "Health entries of the Local Offer that were checked within the review time.",
           "percent", "higher", 5, "checked entries", "published entries", "95", "", "local_offer_fresh"),
    Figure("M6", "Longest wait for an autism assessment", "Weeks the child who has waited longest has waited at the end of the month. " + MADE_UP,
           "weeks", "lower", 5, target="52", baseline="98",
           values=(98, 97, 99, 96, 95, 96, 94, 92, 93, 90, 88, 86, 85, 82, 80, 78, 76, 77, 74, 73, 71, 72, 71, 71)),
    Figure("M7", "Families who know where to get help while waiting", "Families on a waiting list who say in the forum's survey that they know where to get help. " + MADE_UP,
           "percent", "higher", 5, "families who say yes", "families who answered", "80", "34", values=(34, 36, 41, 40, 44, 47, 52, 55, 57, 58, 61, 63)),
    Figure("M8", "Advice that is specific and quantified", "Audited pieces of advice that say what, how often, for how long and by whom. " + MADE_UP,
           "percent", "higher", 2, "pieces that pass", "pieces audited", "90", "48", values=(48, 50, 49, 55, 58, 60, 62, 61, 65)),
    Figure("M9", "Empty posts in children's therapies", "Posts without anybody in them on the last day of the month. " + MADE_UP,
           "number", "lower", 4, target="2", baseline="9", values=(9, 9, 8, 8, 9, 8, 8, 7, 7, 6, 7, 6)),
)  # fmt: skip
RISKS = (
    ("Therapists are hard to find everywhere.", "Posts stay empty.", "Advice and therapy come late.", 4, 4, "Agency staff until May, overseas recruitment.", "Head of children's therapies"),
    ("The money for the second autism team is not agreed.", "The team does not start in April.", "Waits grow again.", 3, 5, "Business case to the ICB's committee; a smaller start if it is refused.", "Commissioning manager"),
    ("Two systems cannot talk to each other.", "Figures are counted by hand.", "Mistakes, and late reports.", 3, 3, "Hand count checked by a second person.", "Head of performance"),
)  # fmt: skip
SAID = (
    ("parents", "We do not know how long the wait is.", "Each waiting list's page says how long it is, and when that was last checked.", "done", "Forum survey"),
    ("young", "Ask us before you decide.", "Eight of us meet every six weeks and choose one thing the board looks at.", "doing", "Young people's group"),
    ("parents", "Nobody rings back.", "", "heard", "Forum coffee morning"),
    ("schools", "We never hear what health has said.", "Advice now goes with the plan's draft; schools get it from the council.", "done", "SENCO network"),
)  # fmt: skip
EVIDENCE = (
    # action, title, strength, words, public
    ("1.1", "Families and partners on the one plan", 4, "14 of 16 who answered say that there is now one plan and that they know who leads what. " + MADE_UP, True),
    ("4.3", "Whom families turn to", 3, "Nine in ten families in a telephone survey could name whom to ask. " + MADE_UP, True),
    ("5.1", "Count of referrals looked at in ten days", 3, "91 of 100 in the last two months. " + MADE_UP, True),
    ("2.2", "Attendance lists of the training", 1, "84 clinicians. " + MADE_UP, False),
    ("2.3", "First audit with families", 2, "Report of the audit of 20 pieces. " + MADE_UP, False),
    ("3.1", "What young people say of the group", 4, "“They asked, and then they did it.” " + MADE_UP, True),
)  # fmt: skip
TRANSCRIPT = (
    "The SEND improvement manager speaks to the camera. “Last year you told us that you did not know who was doing what. "
    "Now there is one plan. Each action has a lead. Every month they tell us how it goes, and every three months we tell you.” "
    "A page of the plan is shown. “Green means it is on track. Red means it is not, and we say why.” "
    "A parent from the forum: “We read each report before it comes out. If we do not understand it, it is written again.”"
)
SMALL = (
    Area(
        "Advice on time in every service", "Health input to EHC needs assessments", "Children's plans come on time.",
        "Advice within six weeks from every service.", "We counted which services are late and why.", "It is too early to say.", "Help for the two services that are late.",
        (
            Task("1.1", "Agree one form for health advice.", "Designated clinical officer", -100, 40, "green", "not_due", 50, "The form is with two services."),
            Task("1.2", "Cover for writers on leave.", "Transformation lead", -80, -10, "amber", "not_due", 30, "One service has cover.", mine=True),
        ),
    ),
    Area(
        "Words families can use", "Co-production", "Letters and pages are clear.", "Letters families understand.", "We read ten letters with families.", "Two letters are written anew.", "All letters by summer.",
        (Task("2.1", "Rewrite the ten commonest letters with families.", "Forum co-ordinator", -60, 120, "green", "not_due", 20, "Two of ten."),),
    ),
)  # fmt: skip
