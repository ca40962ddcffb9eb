"""What portal.js adds: polling, autosave and the idle warning.

The pages are served by the browser's own interception at the portal's address, so that the script,
its module and the style sheet are the real ones, and every answer of the server can be chosen.
"""

import json
import re

import pytest
from playwright.sync_api import Page, Route, expect

FRAME = """<!DOCTYPE html><html lang="en-GB"><head><title>Page</title>
<link rel="stylesheet" href="/static/portal.css"><script type="module" src="/static/portal.js"></script>
</head><body class="govuk-template__body" {body}><main id="main-content"><h1>Page</h1>{main}</main></body></html>"""
FORM = """<form method="post" data-autosave-url="/save/"><input type="hidden" name="version" value="3">
<label for="words">Words</label><textarea id="words" name="words"></textarea>
<label for="secret">Password</label><input id="secret" name="secret" type="password">
<label for="upload">File</label><input id="upload" name="upload" type="file">
<button type="submit">Save and continue</button></form>"""


def serve(page: Page, main: str, body: str = "") -> None:
    """Open a page of our own at /case/ whose scripts and styles come from the portal."""
    page.route(
        re.compile(r"/case/$"),
        lambda route: route.fulfill(
            content_type="text/html", body=FRAME.format(main=main, body=body)
        ),
    )
    page.goto("/case/")
    expect(page.locator("body")).to_have_class(re.compile("js-enabled"))


def test_polling_puts_the_new_text_in_and_stops_when_it_is_done(page: Page) -> None:
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.headers.get("x-portal-poll", ""))
        done = len(asked) > 1
        region = (
            '<div id="pack" role="status">Ready</div>'
            if done
            else '<div id="pack" role="status" data-poll-url="/state/">Half done</div>'
        )
        route.fulfill(content_type="text/html", body=f"<html><body>{region}</body></html>")

    page.clock.install()
    page.route(re.compile(r"/state/$"), answer)
    serve(page, '<div id="pack" role="status" data-poll-url="/state/">Being prepared</div>')
    region = page.locator("#pack")
    region.evaluate("region => { region.dataset.same = 'yes' }")
    page.clock.run_for(3_000)
    expect(region).to_have_text("Half done")
    page.clock.run_for(10_000)
    expect(region).to_have_text("Ready")
    assert region.get_attribute("data-same") == "yes", "the live region itself stays"
    page.clock.run_for(120_000)
    assert asked == ["1", "1"]


def test_polling_slows_down_and_ends_after_ten_minutes(page: Page) -> None:
    asked: list[int] = []
    answered: list[bool] = []

    def answer(route: Route) -> None:
        asked.append(1)
        route.fulfill(status=500, body="no")

    page.on("requestfinished", lambda request: answered.append(request.url.endswith("/state/")))

    page.clock.install()
    page.route(re.compile(r"/state/$"), answer)
    serve(page, '<div id="pack" role="status" data-poll-url="/state/">Being prepared</div>')
    for _ in range(150):
        page.clock.run_for(10_000)
        # The page's clock is ours, its network is not: it asks again only after an answer.
        page.wait_for_timeout(10)
        while sum(answered) < len(asked):
            page.wait_for_timeout(5)
    assert 15 < len(asked) < 40
    expect(page.locator("#pack")).to_have_text("Being prepared")


def autosaving(page: Page, status: int, answer: dict) -> list[str]:
    """A page with an autosaving form whose server answers so; the bodies it was sent."""
    sent: list[str] = []

    def save(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fulfill(status=status, content_type="application/json", body=json.dumps(answer))

    page.clock.install()
    page.route(re.compile(r"/save/$"), save)
    serve(page, FORM)
    page.fill("#secret", "never-send-me")
    page.fill("#words", "One two")
    page.clock.run_for(6_000)
    return sent


def test_autosave_sends_words_and_version_but_no_password_or_file(page: Page) -> None:
    sent = autosaving(page, 200, {"version": 4, "saved_at": "10:42am"})
    expect(page.get_by_role("status")).to_have_text("Saved at 10:42am")
    assert len(sent) == 1
    assert "One two" in sent[0]
    assert "never-send-me" not in sent[0]
    assert 'name="upload"' not in sent[0]
    assert page.locator("[name=version]").input_value() == "4"


def test_autosave_waits_for_a_change(page: Page) -> None:
    sent = autosaving(page, 200, {"version": 4, "saved_at": "10:42am"})
    page.clock.run_for(60_000)
    assert len(sent) == 1


def test_autosave_tells_who_saved_in_between_and_stops(page: Page) -> None:
    sent = autosaving(page, 409, {"message": "Asha Example saved this page at 10:40am."})
    expect(page.get_by_role("status")).to_have_text("Asha Example saved this page at 10:40am.")
    page.fill("#words", "One two three")
    page.clock.run_for(60_000)
    assert len(sent) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_autosave_says_that_the_sign_in_ended(page: Page, status: int) -> None:
    autosaving(page, status, {})
    expect(page.get_by_role("status")).to_contain_text("you are no longer signed in")
    assert page.locator("#words").input_value() == "One two"


def test_autosave_tries_again_after_a_failure(page: Page) -> None:
    sent = autosaving(page, 500, {})
    expect(page.get_by_role("status")).to_contain_text("We will try again")
    with page.expect_response("**/save/"):
        page.clock.run_for(6_000)
    assert len(sent) == 2
    assert "One two" in sent[1]


IDLE = """<dialog class="portal-dialog" id="idle-warning" aria-labelledby="idle-title" data-stay-url="/stay/"
 data-sign-in-url="/accounts/login/"><h2 id="idle-title">You will soon be signed out</h2>
 <button type="button" data-stay>Stay signed in</button></dialog>"""


def test_idle_warning_opens_two_minutes_before_and_staying_closes_it(page: Page) -> None:
    asked: list[str] = []

    def stay(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=204)

    page.clock.install()
    page.route(re.compile(r"/stay/$"), stay)
    serve(page, IDLE, 'data-idle-minutes="30"')
    dialog = page.get_by_role("dialog", name="You will soon be signed out")
    page.clock.run_for(27 * 60_000)
    expect(dialog).not_to_be_visible()
    page.clock.run_for(75_000)
    expect(dialog).to_be_visible()
    assert page.evaluate("() => document.activeElement.textContent") == "Stay signed in"
    page.get_by_role("button", name="Stay signed in").click()
    expect(dialog).not_to_be_visible()
    assert len(asked) == 1


def test_idle_sign_in_that_ended_leads_to_the_sign_in_page(page: Page) -> None:
    page.clock.install()
    serve(page, IDLE, 'data-idle-minutes="30"')
    page.clock.run_for(31 * 60_000)
    page.wait_for_url("**/accounts/login/")
    assert page.get_by_role("heading", name="Sign in", exact=True).is_visible()


def test_a_refused_passkey_is_told_on_the_page(page: Page) -> None:
    page.goto("/accounts/login/")
    page.evaluate(
        "() => document.dispatchEvent(new CustomEvent('allauth.error', {cancelable: true}))"
    )
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("did not use a passkey or security key")
    expect(alert).to_be_focused()


def test_a_password_can_be_shown(page: Page) -> None:
    page.goto("/accounts/login/")
    page.fill("#id_password", "see-me")
    page.get_by_role("button", name="Show password").click()
    assert page.locator("#id_password").get_attribute("type") == "text"
