"""Shared components: what they say, what they link, and that optional parts may be missing."""

import datetime as dt
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory

from tests.environment import ROOT

DAY = dt.date(2026, 3, 3)
COMPONENTS = ROOT / "templates" / "components"
# The frame of base.html and a whole page have tests of their own; a field cannot be left out.
OTHERS = {
    "account_links", "area_bar", "confirm", "field", "footer", "idle_warning", "messages", "navigation",
}  # fmt: skip


def drawn(name: str, **context: object) -> str:
    """A component as it is drawn, with runs of white space as one blank."""
    request = RequestFactory().get("/list/", {"sort": "due", "state": "late", "after": "abc"})
    return " ".join(render_to_string(f"components/{name}.html", context, request=request).split())


class Choice(forms.Form):
    """A field of each kind whose first error the summary must reach."""

    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    words = forms.CharField(error_messages={"required": "Enter words"})
    secret = forms.CharField(widget=forms.PasswordInput, help_text="At least 12 letters")


@pytest.mark.parametrize("path", sorted(COMPONENTS.glob("*.html")), ids=lambda path: path.stem)
def test_every_component_says_what_it_takes(path: Path):
    head = path.read_text()[:400]
    assert re.search(r"{% comment %}|{#", head), "its parameters stand at the top of the file"
    assert get_template(f"components/{path.name}")


@pytest.mark.parametrize("name", sorted({path.stem for path in COMPONENTS.glob("*.html")} - OTHERS))
def test_every_component_stands_without_its_optional_parts(name: str):
    assert "None" not in drawn(name)


def test_clock_says_late_in_words_and_why():
    html = drawn(
        "clock",
        today=DAY,
        clock={
            "title": "Health advice",
            "asked_on": dt.date(2026, 1, 18),
            "due_on": dt.date(2026, 3, 1),
            "service_date": dt.date(2026, 2, 15),
            "why": "Six weeks from receipt.",
            "citation": "regulation 8(1)",
            "citation_url": "https://www.legislation.gov.uk/",
            "exceptions": [{"title": "Appointment missed", "citation": "regulation 8(2)"}],
        },
    )
    assert 'class="portal-clock portal-clock--late"' in html
    assert "2 days late" in html
    assert "<dd>18 January 2026</dd>" in html
    assert "<dd>1 March 2026</dd>" in html
    assert html.count("Local policy") == 1
    assert "Why this date" in html
    assert ">regulation 8(1)</a>" in html
    assert "They do not move the date" in html
    assert "Appointment missed (regulation 8(2))" in html


def test_clock_that_is_local_policy_is_not_called_law():
    html = drawn("clock", today=DAY, clock={"title": "Reply", "due_on": DAY, "local": True})
    assert "Local policy" in html
    assert "exception" not in html


def test_sortable_table_keeps_filters_and_drops_the_cursor():
    html = drawn(
        "sortable_table",
        caption="Open work",
        sort="due",
        columns=[{"label": "Reference", "sort": "ref"}, {"label": "Due", "sort": "due"}],
        rows=[
            {
                "late": True,
                "select": "id-1",
                "select_label": "EHC-1",
                "cells": [{"text": "EHC-1", "url": "/x/", "name": True}, {"due": DAY}],
            }
        ],
        select_name="items",
    )
    assert 'href="?sort=-due&amp;state=late"' in html
    assert 'href="?sort=ref&amp;state=late"' in html
    assert html.count("aria-sort=") == 1
    assert 'aria-sort="ascending"' in html
    assert 'data-label="Reference"' in html
    assert (
        '<input class="govuk-checkboxes__input" type="checkbox" name="items" value="id-1"' in html
    )
    assert "Select EHC-1" in html
    assert "3 March 2026" in html


def test_pagination_goes_by_cursor_alone():
    html = drawn("pagination_keyset", next_cursor="n1", previous_cursor="p1")
    assert 'href="?sort=due&amp;state=late&amp;after=n1" rel="next"' in html
    assert 'href="?sort=due&amp;state=late&amp;before=p1" rel="prev"' in html
    assert drawn("pagination_keyset") == ""


def test_document_being_prepared_is_polled_and_can_be_asked_for_by_hand():
    waiting = SimpleNamespace(title="Pack", state="preparing")
    html = drawn("document_card", document=waiting, check_url="/case/", card_id="pack")
    assert 'id="pack" role="status" data-poll-url="/case/"' in html
    assert '<a class="govuk-link" href="/case/">Check again</a>' in html


def test_document_ready_is_downloaded_and_no_longer_polled():
    ready = SimpleNamespace(title="Pack", state="ready", size=248_112, pages=9, finished_at=None)
    html = drawn("document_card", document=ready, url="/pack/", check_url="/case/")
    assert "data-poll-url" not in html
    assert "PDF, 248KB, 9 pages" in html
    assert 'href="/pack/" download' in html


def test_document_that_failed_is_tried_again_by_post():
    failed = SimpleNamespace(title="Pack", state="failed")
    html = drawn("document_card", document=failed, retry_url="/again/")
    assert '<form method="post" action="/again/">' in html
    assert "could not be prepared" in html


def test_communication_needs_and_restrictions_are_told_apart():
    html = drawn("communication_flags", needs=["Large print"], restrictions=["Never write to X"])
    assert html.index("Never write to X") < html.index("Large print")
    assert "Contact restrictions: read before you write or call" in html
    assert drawn("communication_flags") == ""


def test_thread_shows_what_is_internal_in_words():
    message = {"who": "A", "at": DAY, "text": "Secret <b>", "internal": True}
    html = drawn("thread", messages_list=[message])
    assert "not shown to the other side" in html
    assert "Secret &lt;b&gt;" in html


def test_held_back_file_has_no_link():
    html = drawn("attachment_list", files=[{"filename": "a.pdf", "state": "Being checked"}])
    assert "<a " not in html
    assert "Being checked" in html


def test_task_that_cannot_start_has_no_link():
    html = drawn("task_list", tasks=[{"title": "Check", "status": "Cannot start yet"}])
    assert "<a " not in html
    assert "govuk-task-list__status--cannot-start-yet" in html


def test_summary_list_names_what_a_change_link_changes():
    html = drawn("summary_list", rows=[{"key": "Name", "value": "Sam", "url": "/name/"}])
    assert 'Change<span class="govuk-visually-hidden"> Name</span>' in html


def test_actions_post_what_changes_and_link_what_only_shows():
    html = drawn(
        "action_list",
        actions=[
            {"label": "Accept", "url": "/accept/", "method": "post"},
            {"label": "Split", "url": "/split/", "secondary": True},
        ],
    )
    assert '<form method="post" action="/accept/">' in html
    assert 'href="/split/" role="button"' in html


def test_error_summary_reaches_the_first_radio_and_the_field():
    html = drawn("error_summary", form=Choice({}))
    assert '<a href="#id_kind_1">' in html
    assert '<a href="#id_words">Enter words</a>' in html
    assert drawn("error_summary", form=Choice({"kind": "a", "words": "x", "secret": "y"})) == ""


def test_error_summary_takes_a_plain_list():
    html = drawn("error_summary", errors=[{"text": "Row 3 has no date", "href": "#row-3"}])
    assert '<a href="#row-3">Row 3 has no date</a>' in html


def test_password_field_can_be_shown_and_is_described_by_hint_and_error():
    html = drawn("field", field=Choice({})["secret"])
    assert 'data-module="govuk-password-input"' in html
    assert 'aria-describedby="id_secret_hint id_secret_1_error"' in html
    assert 'value="' not in html
    quiet = drawn("field", field=Choice()["secret"], no_hint=True)
    assert "At least 12 letters" not in quiet
    assert "aria-describedby" not in quiet


def test_confirm_page_posts_and_offers_a_way_back():
    html = drawn(
        "confirm",
        heading="Withdraw this request?",
        text=["It stays in the history.", "Services are told."],
        button="Withdraw it",
        back_url="/case/",
        warning=True,
    )
    assert "<title>Withdraw this request? – SEND health portal</title>" in html
    assert html.count('<p class="govuk-body">') >= 2
    assert "govuk-button--warning" in html
    assert 'href="/case/"' in html
    assert "csrfmiddlewaretoken" in html


def test_compare_says_additions_in_words():
    html = drawn(
        "compare", before="as required", after="each week", before_title="1", after_title="2"
    )
    assert "removed: " in html
    assert "added: " in html
