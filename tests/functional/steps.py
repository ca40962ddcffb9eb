"""What a person does on a page, in the words of the page."""

import datetime as dt
from typing import Any

from playwright.sync_api import Page, expect


def press(page: Page, name: str) -> None:
    """Press the button with this name."""
    page.get_by_role("button", name=name, exact=True).first.click()


def follow(page: Page, name: str) -> None:
    """Follow the link (or link drawn as a button) whose name holds these words."""
    page.locator("main").locator(f"a:has-text('{name}')").first.click()


def give(page: Page, **values: Any) -> None:
    """Fill in fields by name: dates go into three boxes, True ticks, the rest is typed or chosen."""
    for name, value in values.items():
        if isinstance(value, dt.date):
            for place, part in enumerate((value.day, value.month, value.year)):
                page.fill(f"main [name='{name}_{place}']", str(part))
            continue
        field = page.locator(f"main [name='{name}']")
        kind = field.first.evaluate("field => field.type || field.tagName.toLowerCase()")
        if kind in ("radio", "checkbox"):
            options = [value] if not isinstance(value, list | tuple) else value
            for option in options:
                target = (
                    field
                    if option is True
                    else page.locator(f"main [name='{name}'][value='{option}']")
                )
                target.first.check()
        elif kind.startswith("select"):
            field.select_option(value)
        elif kind == "file":
            field.set_input_files(value)
        else:
            field.fill(str(value))


def heading(page: Page, words: str) -> None:
    """The page's h1 holds these words."""
    expect(page.locator("main h1, .portal-hero h1").first).to_contain_text(words)


def no_errors(page: Page) -> None:
    """No form was refused; says what the page complains of otherwise."""
    summary = page.locator(".govuk-error-summary")
    assert summary.count() == 0, summary.first.inner_text()
