"""Chromium for tests: launching it, one context per person, and axe."""

import contextlib
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    ViewportSize,
    sync_playwright,
)

from tests.environment import ROOT

# Debian's Chromium; first the one without windows (docs/adr/0014-a-test-run-of-ten-minutes.md).
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Our scripts are short and each page begins anew: axe costs a third more with code optimised.
    "--js-flags=--no-maglev --no-turbofan",
]
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 320, "height": 640}
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DEMO_PASSWORD = "Demo-portal-2026!"
# Whether a click on this element leaves the page: a link elsewhere, or a button that sends a form.
# A page that will be left is marked.
LEAVES = """element => {
  const leaves = answer => (window.portalIsLeft = answer);
  const link = element.closest("a[href]");
  if (link) {
    const [place, here] = [new URL(link.href), window.location];
    const elsewhere = place.href.split("#")[0] !== here.href.split("#")[0] || !place.hash;
    return leaves(elsewhere && !link.target && !link.hasAttribute("download"));
  }
  const button = element.closest("button, input[type=submit]");
  const form = button && button.form;
  return leaves(Boolean(form) && button.type === "submit" && (form.noValidate || form.checkValidity()));
}"""
ARRIVED = "() => !window.portalIsLeft && document.readyState === 'complete'"
# Only what a failure prints comes back: axe's own report is as long as the page.
RUN_AXE = """async options => (await axe.run(document, options)).violations.flatMap(rule =>
  rule.nodes.map(node =>
    `${rule.id} (${rule.impact}): ${rule.help}: ${node.target} ${node.html.slice(0, 160)}`))"""


@contextlib.contextmanager
def launched() -> Iterator[Browser]:
    """A Chromium process; fails the test with the remedy when Chromium is not installed."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.fail("Chromium is missing; install it: sudo apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright, clicks_that_arrive():
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@contextlib.contextmanager
def clicks_that_arrive() -> Iterator[None]:
    """Clicks come back when the page they lead to has loaded.

    Playwright's own come back as soon as the mouse is up. On a busy machine the old page is then
    still there, and what a test asks next (axe, a count, a new address) is asked of that one.
    """
    on_locator, on_page = Locator.click, Page.click

    def click(self: Locator, **options: Any) -> None:
        arrive(self, lambda: on_locator(self, **options))

    def click_selector(self: Page, selector: str, **options: Any) -> None:
        arrive(self.locator(selector).first, lambda: on_page(self, selector, **options))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Locator, "click", click)
        patch.setattr(Page, "click", click_selector)
        yield


def arrive(element: Locator, act: Callable[[], None], seconds: float = 10) -> None:
    """Do what leaves the page, and wait for the next one; a download or a script may keep us here."""
    page = element.page
    if not element.evaluate(LEAVES):
        act()
        return
    signs: list[str] = []
    loaded, downloading = (lambda page: signs.append("load"), lambda file: signs.append("file"))
    page.on("load", loaded)
    page.on("download", downloading)
    act()
    until, look_again = time.monotonic() + seconds, 0.0
    while time.monotonic() < until and "file" not in signs and not page.is_closed():
        # Asking a page costs it time, so it is asked when it says that it has loaded (and, should
        # that have come too early to hear, now and then).
        if signs or time.monotonic() > look_again:
            signs.clear()
            look_again = time.monotonic() + 0.5
            with contextlib.suppress(Error):  # the document is being replaced
                if page.evaluate(ARRIVED):
                    break
        page.wait_for_timeout(5)
    page.remove_listener("load", loaded)
    page.remove_listener("download", downloading)


class People:
    """Pages for several people at once, each signed in apart from the others."""

    def __init__(self, browser: Browser, base_url: str, *, screens: Path) -> None:
        self.browser, self.base_url, self.screens = browser, base_url, screens
        self.contexts: list[BrowserContext] = []
        self.problems: list[str] = []

    def visitor(self, *, phone: bool = False, scripts: bool = True) -> Page:
        """A page of somebody who is not signed in. Addresses are relative to the portal's."""
        context = self.browser.new_context(
            base_url=self.base_url,
            locale="en-GB",
            timezone_id="Europe/London",
            viewport=PHONE if phone else DESKTOP,
            java_script_enabled=scripts,
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(f"script error: {error}"))
        page.on("console", self._note)
        return page

    def signed_in(
        self, email: str, password: str = DEMO_PASSWORD, *, by_hand: bool = False, **how: bool
    ) -> Page:
        """A page of somebody who has signed in, where the sign-in leads to.

        The form is filled in `by_hand`, or its fields are sent for the browser, which spares two pages.
        """
        page = self.visitor(**how)
        if by_hand:
            page.goto("/accounts/login/")
            page.fill("[name=login]", email)
            page.fill("[name=password]", password)
            page.click("main form button[type=submit]")
            assert "/accounts/login/" not in page.url, f"{email} could not sign in"
            return page
        sender = Client()
        answer = sender.post("/accounts/login/", {"login": email, "password": password})
        assert answer.status_code == 302, f"{email} could not sign in"
        page.context.add_cookies(
            [
                {"name": cookie.key, "value": cookie.value, "url": self.base_url}
                for cookie in sender.cookies.values()
            ]
        )
        page.goto(answer["Location"])
        return page

    def _note(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.problems.append(f"{message.text} ({message.location.get('url')})")

    def close(self, *, pictures: bool) -> list[str]:
        """Close every context, with pictures of the last pages if asked; the problems seen meanwhile."""
        for number, context in enumerate(self.contexts):
            for page in context.pages if pictures or self.problems else ():
                self.screens.mkdir(parents=True, exist_ok=True)
                with contextlib.suppress(Exception):
                    page.screenshot(path=self.screens / f"{number}.png", full_page=True)
            context.close()
        return self.problems


def axe_report(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands: a line per rule and element.

    The script goes in through the debugger, which our Content-Security-Policy does not stop.
    """
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(f"() => {{ {AXE.read_text()} }}")
    options = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}
    found: list[str] = page.evaluate(RUN_AXE, options)
    return found
