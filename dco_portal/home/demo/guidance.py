"""The shipped guidance, approved by the first demo area; publications; leaflets of every place."""

import datetime as dt

from django.core.files.base import ContentFile

from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.moments import as_if
from dco_portal.documents import pdf
from dco_portal.organisations.models import Place
from dco_portal.pages.actions import leaflets, pages, publications, shipped
from dco_portal.pages.models import GuidancePage, Publication

KEEPER, OTHER = "demo.example", "bsw.example"
YEAR = dt.timedelta(days=365)
K = Publication.Kind
PAPERS = (
    (KEEPER, K.STRATEGY, "SEND strategy", "2026 to 2029", "What the partners want for children and young people with SEND in three years, and how they will get there.", "Executive lead for SEND", ("2023 to 2026",)),
    (KEEPER, K.COMMISSIONING, "Joint commissioning plan", "2026", "What the council and the NHS buy together, and what comes next.", "Director of children’s commissioning", ()),
    (KEEPER, K.IMPROVEMENT, "Improvement plan: summary for families", "1.1", "What inspectors found and what is being done, on two pages.", "SEND improvement manager", ("1.0",)),
    (OTHER, K.STRATEGY, "Children and young people’s health strategy", "2025 to 2028", "Health’s aims for children and young people in the three places.", "Executive lead for SEND", ()),
)  # fmt: skip


def load() -> str:
    """Load, approve and publish what is not there yet, in words."""
    by, second = person("coordinator", KEEPER), person("dco", KEEPER)
    assert by.organisation is not None
    with as_if(today() - dt.timedelta(days=60), 10):
        made = shipped.load(organisation=by.organisation)
        for page in made:
            pages.approve(by=second, page_id=page.pk, review_on=today() + YEAR)
    own_page()
    papers = sum(publish(*paper) for paper in PAPERS)
    leaves = leaflets.sweep()
    return f"{len(made)} guidance pages, {papers} publications, {leaves} leaflets"


def person(local: str, domain: str) -> User:
    """A demo sign-in."""
    return User.objects.get(email=f"{local}@{domain}")


def own_page() -> None:
    """Wiltshire's own page beside the one for everybody, and a draft that waits for approval."""
    place = Place.objects.get(slug="wiltshire")
    if GuidancePage.objects.filter(place=place).exists():
        return
    by, second = person("coordinator", OTHER), person("dco", OTHER)
    page = pages.start(
        by=by, slug="medical-conditions", title="Supporting pupils with medical conditions", section="schools", place=place,
        summary="Who helps schools in Wiltshire with pupils’ medical conditions, and in which order to ask.",
        body="## Whom to ask first\n\n1. **The school nurse** of your school, for plans and training.\n"
        "2. **The specialist nurse** who knows the pupil, for what is particular to the condition.\n"
        "3. **The DCO team**, when it is not clear who should help: [find the team](/guidance/who-is-my-dco/).\n\n"
        "The rules for every school are on [the page for everybody](/guidance/medical-conditions/).\n",
    )  # fmt: skip
    pages.submit(by=by, page_id=page.pk)
    pages.approve(by=second, page_id=page.pk, review_on=today() + YEAR)


def publish(
    domain: str, kind: str, title: str, label: str, summary: str, owner: str, earlier: tuple
) -> int:
    """One publication with its files, the earlier ones first; 1 when it is new."""
    by, second = person("coordinator", domain), person("dco", domain)
    if Publication.objects.filter(organisation=by.organisation, title=title).exists():
        return 0
    row = publications.start(by=by, title=title, kind=kind, summary=summary, owner_role=owner)
    for place, each in enumerate((*earlier, label)):
        with as_if(today() - dt.timedelta(days=400 if place < len(earlier) else 30), 10):
            file = ContentFile(paper(title, each, summary), f"{row.pk}-{each}.pdf")
            file.name = f"{title} {each}.pdf".replace("’", "").replace(":", "")
            publications.add_version(by=by, publication_id=row.pk, upload=file, label=each)
            publications.publish(by=second, publication_id=row.pk, review_on=today() + YEAR)
    return 1


def paper(title: str, label: str, summary: str) -> bytes:
    """A short invented document, made as the portal makes its own."""
    return pdf.render(
        "pdf/pages/demo_paper.html",
        {
            "title": f"{title}, {label}",
            "summary": summary,
            "organisation": "Demonstration",
            "created": today().isoformat(),
        },
    )
