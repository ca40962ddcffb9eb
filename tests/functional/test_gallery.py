"""Every shared component in a real browser: accessible, fits a phone, complete without JavaScript."""

import pytest


@pytest.mark.parametrize("visitor", ["page", "phone_page"])
def test_the_gallery_passes_axe_and_fits(visitor, request, axe) -> None:
    page = request.getfixturevalue(visitor)
    assert page.goto("/design/").status == 200
    axe(page)
    width = page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]


def test_without_scripts_nothing_that_needs_them_is_offered(no_js_page) -> None:
    no_js_page.goto("/design/")
    assert no_js_page.get_by_role("button", name="Apply filters").is_visible()
    assert no_js_page.get_by_role("link", name="Check again").first.is_visible()
    assert not no_js_page.get_by_role("button", name="Select all on this page").is_visible()
    assert not no_js_page.get_by_role("button", name="Show filters").is_visible()


def test_a_worklist_is_a_table_to_screen_readers_on_a_phone_too(phone_page) -> None:
    phone_page.goto("/design/")
    table = phone_page.get_by_role("table", name="Open work")
    assert table.get_by_role("row").count() == 5
    assert table.get_by_role("columnheader", name="Next step").count() == 1
    cell = table.get_by_role("cell", name="3 days late")
    assert cell.is_visible()
    assert cell.evaluate("cell => getComputedStyle(cell).display") == "flex"


def test_late_is_told_by_words_and_not_by_colour_alone(page) -> None:
    page.goto("/design/")
    page.emulate_media(forced_colors="active")
    clock = page.get_by_role("region", name="Time limit: Advice that is late")
    assert clock.get_by_text("3 days late", exact=True).is_visible()


def test_a_clock_opens_its_reasons_by_keyboard(page) -> None:
    page.goto("/design/")
    clock = page.get_by_role("region", name="Time limit: Advice due soon")
    reasons = clock.get_by_text("Six weeks, counted from the day the request was received.")
    assert not reasons.is_visible()
    clock.locator("summary").focus()
    page.keyboard.press("Enter")
    assert reasons.is_visible()


def test_the_skip_link_comes_first_and_leads_to_the_page(page) -> None:
    page.goto("/design/")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main-content"


def test_select_all_ticks_and_clears_the_rows(page) -> None:
    page.goto("/design/")
    boxes = page.locator("input[name=items]")
    page.get_by_role("button", name="Select all on this page").click()
    assert [box.is_checked() for box in boxes.all()] == [True] * 4
    page.get_by_role("button", name="Clear all on this page").click()
    assert [box.is_checked() for box in boxes.all()] == [False] * 4


def test_filters_fold_on_a_phone_and_say_so(phone_page) -> None:
    phone_page.goto("/design/")
    button = phone_page.locator("[data-filter-toggle]")
    assert button.get_attribute("aria-expanded") == "true", "a filter is in use"
    button.click()
    assert button.get_attribute("aria-expanded") == "false"
    assert button.inner_text() == "Show filters"
    assert not phone_page.get_by_label("Team").is_visible()
