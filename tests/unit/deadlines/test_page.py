"""The public calculator at /deadlines/: same engine, in words, filled again after a mistake."""

import csv
import io

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from dco_portal.deadlines import facts_used, rules
from dco_portal.deadlines.rules import Kind
from dco_portal.home.deadlines_page.forms import DatesForm


@pytest.fixture
def read(client: Client):
    """Open the calculator with dates, sent as the rule takes them; the page's text with single spaces."""

    def get(**query: object) -> str:
        posts = query.get("rule") == "S23-CSA" and len(query) > 1
        response = (client.post if posts else client.get)(reverse("deadlines"), query)
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    return get


def day(name: str, text: str) -> dict[str, str]:
    """The three boxes of a date, from "27 3 2026"."""
    return {f"{name}_{number}": part for number, part in enumerate(text.split())}


def test_anyone_may_choose_a_rule_by_its_plain_title(read) -> None:
    page = read()
    assert "Deadline calculator" in page
    assert page.count("<optgroup") == len(rules.Area)
    assert (
        '<option value="EHC-HEALTH-6W">Health advice for an EHC needs assessment</option>' in page
    )
    assert "There is a problem" not in page


@pytest.mark.parametrize("code", ["", "EHC-7W"])
def test_a_rule_that_is_not_there_is_said_beside_the_list(read, code: str) -> None:
    page = read(rule=code)
    assert "There is a problem" in page
    assert 'href="#id_rule"' in page
    assert "<title>Error: " in page


def test_the_answer_says_the_date_and_why(read) -> None:
    page = read(rule="EHC-HEALTH-6W", **day("start", "14 4 2025"))
    assert "Due by Monday 26 May 2025" in page
    assert "That is a bank holiday (Spring bank holiday). The law does not move the date" in page
    assert "Friday 23 May 2025" in page
    assert "https://www.legislation.gov.uk/uksi/2014/1530/regulation/8" in page
    assert "SI 2014/1530 reg 8(1)" in page
    assert "Local policy" not in page


def test_the_form_stays_filled_beside_the_answer(read) -> None:
    page = read(rule="EHC-HEALTH-6W", **day("start", "14 4 2025"))
    assert 'name="start_0" value="14"' in page
    assert 'name="start_2" value="2025"' in page


def test_an_exception_that_the_facts_open_is_marked(read) -> None:
    page = read(rule="EHC-HEALTH-6W", **day("start", "5 1 2026"), **day("missed", "16 2 2026"))
    assert page.count(">Open</strong>") == 1
    assert "Due by Monday 16 February 2026" in page
    assert ">Not shown</strong>" in page
    assert ">To be judged</strong>" in page


def test_a_closure_opens_the_exception_of_who_was_asked(read) -> None:
    query = {
        **day("start", "13 4 2026"),
        **day("closed", "25 7 2026"),
        **day("reopens", "22 8 2026"),
        **day("advice_requested", "22 7 2026"),
    }
    asked_school = read(rule="EHC-FINAL-20W", advice_asked_of="school", **query)
    assert "X13a is open" in asked_school
    asked_early_years = read(rule="EHC-FINAL-20W", advice_asked_of="early_years", **query)
    assert "X13b is open" in asked_early_years
    assert "X13a is open" not in asked_early_years


@pytest.mark.parametrize(
    ("query", "message", "field"),
    [
        ({}, "Enter the date the clock starts", "id_start_0"),
        (day("start", "30 2 2025"), "Date the clock starts: enter a real date", "id_start_0"),
        (day("start", "soon 2 2025"), "Date the clock starts: enter a real date", "id_start_0"),
        (day("start", "1 2 9999"), "too far away", "id_start_0"),
        (day("start", "1 2 2060"), "bank holidays are held for", "id_start_0"),
        (
            day("start", "14 7 2025") | day("missed", "31 6 2025"),
            "Date of a missed appointment: enter a real date",
            "id_missed_0",
        ),
        (
            day("start", "14 7 2025") | day("absent_from", "1 8 2025"),
            "Enter the last day the family was away",
            "id_absent_to_0",
        ),
        (
            day("start", "14 7 2025") | day("absent_to", "1 8 2025"),
            "Enter the first day the family was away",
            "id_absent_from_0",
        ),
        (
            day("start", "14 7 2025")
            | day("absent_from", "9 8 2025")
            | day("absent_to", "1 8 2025"),
            "must not be before its first day",
            "id_absent_to_0",
        ),
    ],
)
def test_a_mistake_is_said_beside_its_field_with_the_form_still_filled(
    read, query: dict[str, str], message: str, field: str
) -> None:
    page = read(
        rule="EHC-HEALTH-6W",
        start_0=query.get("start_0", ""),
        **{k: v for k, v in query.items() if k != "start_0"},
    )
    assert "There is a problem" in page
    assert page.count(message) >= 2
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page
    assert "Why this date" not in page
    for value in query.values():
        assert f'value="{value}"' in page


def test_facts_that_contradict_each_other_are_said(read) -> None:
    page = read(
        rule="EHC-DECIDE-6W",
        **day("start", "30 6 2025"),
        **day("closed", "23 7 2025"),
        **day("reopens", "1 7 2025"),
    )
    assert 'href="#id_reopens_0"' in page
    assert "must be after its first closed day" in page


def test_a_rule_without_a_period_is_answered_at_once(read) -> None:
    page = read(rule="S23-NOTIFY")
    assert "No deadline in law" in page
    assert "<form" not in page.split("<main", 1)[1].split("</main>")[0]


def test_a_value_not_read_in_the_law_is_labelled(read) -> None:
    asked = read(rule="INSP-PAP-35WD")
    assert "local policy value" in asked
    answered = read(rule="INSP-PAP-35WD", **day("start", "2 2 2026"))
    assert "Guidance says by Monday 23 March 2026" in answered
    assert "Local policy: not verified law" in answered


@pytest.mark.parametrize(
    ("rule", "query", "says"),
    [
        (
            "EHC-DRAFT-15D",
            day("start", "1 9 2025"),
            "The time must last until Monday 15 September 2025",
        ),
        ("EHC-DRAFT-15D", day("start", "1 9 2025"), "Tuesday 16 September 2025"),
        ("S23-CSA", day("start", "29 2 2020"), "From Monday 31 March 2025"),
        ("RA-BAR-6M", day("start", "31 8 2025"), "May be refused until Saturday 28 February 2026"),
        ("INSP-MONITOR-18M", day("start", "31 1 2025"), "Expected about Friday 31 July 2026"),
        ("TRIB-DIRECTION", day("start", "1 6 2026"), "Due by 5pm on Monday 1 June 2026"),
        ("PT-OTHER", {"start": "2026"}, "Due by Saturday 14 February 2026"),
        ("MED-AGREE-44", day("start", "18 12 2025"), "It depends on what was agreed"),
        ("AR-ADVICE-2W", day("start", "12 1 2026"), "Sunday 28 December 2025"),
    ],
)
def test_each_kind_of_rule_has_its_own_words(
    read, rule: str, query: dict[str, str], says: str
) -> None:
    assert says in read(rule=rule, **query)


@pytest.mark.parametrize("year", ["", "26", "soon"])
def test_a_year_that_is_none_is_refused(read, year: str) -> None:
    page = read(rule="PT-OTHER", start=year)
    assert "There is a problem" in page
    assert 'href="#id_start"' in page


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.code)
def test_each_rule_has_a_page_that_asks_only_what_matters(read, rule: rules.Rule) -> None:
    page = read(rule=rule.code)
    assert rule.citation in page
    if rule.kind is Kind.DUTY_WITHOUT_PERIOD:
        return
    wanted = {"start"}
    for fact in facts_used(rule):
        wanted |= {"absent_from", "absent_to"} if fact == "absent" else {fact}
    assert set(DatesForm(rule).fields) == wanted


def test_the_index_lists_every_rule_with_its_law_and_calculator(client: Client) -> None:
    page = client.get(reverse("deadlines-rules")).content.decode()
    for rule in rules.ALL:
        assert f"?rule={rule.code}" in page
        assert rule.citation in page
    assert page.count("No: local policy") == sum(rule.is_local_policy for rule in rules.ALL)


def test_the_index_downloads_as_csv(client: Client) -> None:
    response = client.get(reverse("deadlines-rules-csv"))
    assert response["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert [row["code"] for row in rows] == [rule.code for rule in rules.ALL]


@pytest.mark.parametrize("name", ["deadlines", "deadlines-rules", "deadlines-rules-csv"])
def test_nothing_here_takes_a_post_without_a_rule(client: Client, name: str) -> None:
    assert client.post(reverse(name)).status_code == 405


def test_only_a_rule_from_a_birthday_is_posted(client: Client) -> None:
    for rule in rules.ALL:
        posts = rule.code == "S23-CSA"
        dates = {"rule": rule.code} | day("start", "1 9 2025")
        status = client.post(reverse("deadlines"), dates).status_code
        assert status == (200 if posts else 405), rule.code


def test_a_birthday_never_stands_in_an_address(client: Client) -> None:
    page = client.get(reverse("deadlines"), {"rule": "S23-CSA"}).content.decode()
    assert '<form method="post" action="/deadlines/"' in page
    assert "csrfmiddlewaretoken" in page
    dates = {"rule": "S23-CSA"} | day("start", "29 2 2020")
    by_address = client.get(reverse("deadlines"), dates).content.decode()
    assert "Monday 31 March 2025" not in by_address
    assert 'value="29"' not in by_address
    answer = client.post(reverse("deadlines"), dates)
    assert "Monday 31 March 2025" in answer.content.decode()


def test_the_command_answers_inside_django_too(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("due", "EHC-HEALTH-6W", "2025-03-03")
    assert "Due: Monday 14 April 2025" in capsys.readouterr().out
    with pytest.raises(SystemExit) as caught:
        call_command("due", "EHC-7W", "2025-03-03")
    assert caught.value.code == 2


def test_the_refresh_command_refuses_a_missing_file(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        call_command("refresh_bank_holidays", "/nowhere/at/all.json")
    assert caught.value.code == 2
    assert "cannot be read" in capsys.readouterr().err
