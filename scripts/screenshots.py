"""`make screenshots`: the README's pictures, taken in Chromium from a fresh demo area."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dco_portal.embedded import free_port  # noqa: E402

FOLDER = ROOT / "docs" / "tour"
PORT = free_port()
BASE = f"http://127.0.0.1:{PORT}"
PASSWORD = "Demo-portal-2026!"


def environment() -> None:
    """A demo of its own: nothing of `make run` is touched."""
    data = ROOT / ".local" / "screens"
    os.environ.update(
        DJANGO_SETTINGS_MODULE="dco_portal.settings",
        PORTAL_ENV="demo",
        SECRET_KEY="only-for-pictures-" + "0123456789abcdef" * 4,
        PORTAL_BASE_URL=BASE,
        PORTAL_DATA_DIR=str(data),
        EMAIL_URL=f"file://{data / 'mail'}",
        DJANGO_ALLOW_ASYNC_UNSAFE="true",
    )


def serve() -> subprocess.Popen[bytes]:
    """The web server, ready to answer."""
    command = [sys.executable, "-m", "gunicorn", "dco_portal.wsgi", "--bind", f"127.0.0.1:{PORT}"]
    options = ["--worker-class", "gthread", "--threads", "4", "--no-control-socket"]
    server = subprocess.Popen([*command, *options, "--log-level", "error"], cwd=ROOT)
    time.sleep(3)
    return server


def load() -> None:
    """Tables, styles, the demo area, and its PDFs."""
    import django

    django.setup()
    from django.core.management import call_command

    from dco_portal.common import outbox

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_demo", verbosity=0)
    print(f"  {outbox.drain(5000)} tasks done")


def addresses() -> dict[str, str]:
    """The pages of the tour that hold an id of this database."""
    from ehcp.models import AdviceRequest, Contribution

    own = AdviceRequest.objects.filter(la__gss_code="E10000034")
    writing = Contribution.objects.filter(
        request__in=own, state="writing", clinician__email="clinician@demo.example"
    )
    sent_back_or_writing = writing.first()
    checking = Contribution.objects.filter(request__in=own, state="checking").first()
    returned = own.filter(state__in=["returned", "acknowledged"]).first()
    case = own.filter(state="with_services", contributions__state="sent").first()
    assert sent_back_or_writing and checking and returned and case
    from enquiries.models import Enquiry
    from referrals.models import Notification

    asked = Enquiry.objects.filter(la__gss_code="E10000034", messages__kind="note").first()
    told = Notification.objects.filter(la__gss_code="E10000034", sent_at__isnull=False).first()
    assert asked and told
    from inspections.models import Measure, Meeting, Plan

    plan = Plan.objects.filter(state="active", la__gss_code="E10000034").get()
    measure = Measure.objects.get(plan=plan, number="M6")
    held = Meeting.objects.filter(board=plan.board, state="held").first()
    assert held
    return {
        "case": f"/ehc-advice/{case.pk}/",
        "advice": f"/ehc-advice/contributions/{sent_back_or_writing.pk}/",
        "check": f"/ehc-advice/contributions/{checking.pk}/",
        "pack": f"/ehc-advice/{returned.pk}/packs/1/",
        "enquiry": f"/enquiries/{asked.pk}/",
        "notification": f"/referrals/{told.pk}/",
        "plan": f"/improvement/desk/{plan.pk}/",
        "measure": f"/improvement/desk/measures/{measure.pk}/",
        "meeting": f"/improvement/boards/meetings/{held.pk}/",
        "public-plan": f"/improvement/{plan.slug}/",
        "report": f"/improvement/{plan.slug}/reports/2/",
    }


def take(
    browser: Any,
    name: str,
    who: str,
    path: str,
    *,
    phone: bool = False,
    act: Callable[[Any], None] | None = None,
) -> None:
    """One picture as one person, of the page's first screens."""
    size = {"width": 320, "height": 900} if phone else {"width": 1280, "height": 900}
    context = browser.new_context(
        base_url=BASE, viewport=size, locale="en-GB", timezone_id="Europe/London"
    )
    page = context.new_page()
    if who:
        page.goto("/accounts/login/")
        page.fill("[name=login]", f"{who}@demo.example")
        page.fill("[name=password]", PASSWORD)
        page.click("main form button[type=submit]")
        page.wait_for_url(lambda url: "/accounts/login/" not in url, timeout=60_000)
    page.goto(path)
    if act:
        act(page)
    page.wait_for_load_state("networkidle")
    file = FOLDER / f"{name}.png"
    page.screenshot(
        path=file, clip={"x": 0, "y": 0, **{k: float(v) for k, v in size.items()}}, full_page=True
    )
    shrink(file)
    print(f"  {file.relative_to(ROOT)}")
    context.close()


def begin(page: Any) -> None:
    """Starts a request, so that its list of sections shows."""
    page.click("main form button[type=submit]")
    page.wait_for_url("**/drafts/**")


def to_actions(page: Any) -> None:
    """Leaves out what stands between the heading and the first priority, so that the actions are in the picture."""
    page.evaluate(
        """() => {
          let part = document.querySelector(".plan-priority").previousElementSibling;
          while (part && !part.querySelector("h1") && !part.matches("h1, nav")) {
            const above = part.previousElementSibling;
            part.remove();
            part = above;
          }
        }"""
    )


def shrink(file: Path) -> None:
    """Fewer colours: the pictures stay small in the repository."""
    from PIL import Image

    with Image.open(file) as picture:
        picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(file, optimize=True)


def main() -> int:
    """Takes every picture; exit code 0."""
    environment()
    load()
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = addresses()
    server = serve()
    from tests.browser import launched  # sets the tests' environment, so the server starts before

    try:
        with launched() as browser:
            take(browser, "start", "", "/")
            take(
                browser,
                "deadlines",
                "",
                "/deadlines/?rule=EHC-HEALTH-6W&start_0=2&start_1=11&start_2=2026",
            )
            take(browser, "worklist", "coordinator", "/worklist/?view=all")
            take(browser, "phone", "coordinator", "/worklist/?view=all", phone=True)
            take(
                browser,
                "request",
                "la",
                "/ehc-advice/new/",
                act=begin,
            )
            take(browser, "case", "coordinator", found["case"])
            take(browser, "advice", "clinician", found["advice"] + "advice/provision/")
            take(browser, "check", "dco", found["check"] + "check/")
            take(browser, "pack", "la", found["pack"])
            take(browser, "notification", "dco", found["notification"])
            take(browser, "search", "", "/local-offer/?words=autism&place=Worcester")
            take(browser, "entry", "", "/local-offer/services/umbrella-pathway/")
            take(browser, "desk", "editor", "/local-offer/desk/")
            take(browser, "enquiry", "dco", found["enquiry"])
            take(browser, "gaps", "commissioner", "/gaps/")
            take(browser, "said", "", "/practice/you-said-we-did/")
            take(browser, "timeline", "", "/inspections/")
            take(browser, "plan", "manager", found["plan"], act=to_actions)
            take(browser, "measure", "manager", found["measure"])
            take(browser, "update", "lead", "/improvement/my-actions/", phone=True)
            take(browser, "meeting", "board", found["meeting"])
            take(browser, "public-plan", "", found["public-plan"])
            take(browser, "report", "", found["report"])
            take(
                browser,
                "readiness",
                "manager",
                "/inspections/readiness/?area=worcestershire-county-council.herefordshire-and-worcestershire-icb",
            )
    finally:
        server.terminate()
        server.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
