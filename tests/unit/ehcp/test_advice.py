"""The shape of advice: faults beside their items, stable keys, words and comparisons."""

import datetime as dt
from copy import deepcopy

import pytest

from ehcp import advice
from tests.advice_samples import DAY, complete, uploaded

TODAY = DAY + dt.timedelta(days=1)


def items(content, basis=advice.STRUCTURED, **extra) -> dict[str, str]:
    return {
        fault.item: fault.message
        for fault in advice.faults(content, basis=basis, today=TODAY, **extra)
    }


def test_complete_advice_has_no_fault():
    assert items(complete()) == {}


def test_blank_advice_names_something_of_every_section():
    found = advice.faults(advice.blank(), basis=advice.STRUCTURED, today=TODAY)
    assert {fault.section for fault in found} == set(advice.PAGES[advice.STRUCTURED])


REQUIRED = [
    ("author", name) for name in ("name", "role", "profession", "regulator", "registration_number")
] + [
    ("seen", "how"), ("seen", "on"), ("seen", "by"), ("seen", "place"),
    ("views", "child"), ("views", "child_how"), ("views", "family"), ("views", "discussed_on"),
    ("views", "discussed_with"), ("strengths", "strengths"), ("agreement", "child"), ("agreement", "parent"),
    ("agreement", "provider"), ("agreement", "child_on"), ("agreement", "parent_on"),
]  # fmt: skip


@pytest.mark.parametrize(("section", "field"), REQUIRED)
def test_each_required_answer_is_missed(section, field):
    content = complete()
    content[section][field] = ""
    assert set(items(content)) == {f"{section}.{field}"}


ROW_REQUIRED = [
    ("needs", "need", "impact related need".split()),
    ("outcomes", "outcome", "outcome by needs".split()),
    ("provision", "provision",
     "what who how_often how_long where review_on section section_reason meets".split()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("section", "row", "field"), [(s, r, f) for s, r, fields in ROW_REQUIRED for f in fields]
)
def test_each_required_answer_of_a_row_is_missed(section, row, field):
    content = complete()
    content[section]["rows"][0][field] = [] if field in {"needs", "meets"} else " "
    assert set(items(content)) == {f"{row}.1.{field}"}


def test_fault_knows_its_row_section_and_field():
    fault = advice.Fault("provision.12.how_often", "Enter how often.")
    assert (fault.row, fault.section, fault.field) == ("provision.12", "provision", "how_often")
    whole = advice.Fault("provision", "Add the provision.")
    assert (whole.row, whole.section, whole.field) == ("provision", "provision", "")


@pytest.mark.parametrize(
    ("section", "field"), [("seen", "on"), ("views", "discussed_on"), ("agreement", "child_on")]
)
def test_date_in_the_future_is_a_fault_and_today_is_not(section, field):
    content = complete()
    content[section][field] = TODAY.isoformat()
    assert items(content) == {}
    content[section][field] = (TODAY + dt.timedelta(days=1)).isoformat()
    assert items(content) == {f"{section}.{field}": "The date must be today or in the past."}


def test_records_only_needs_the_records_and_no_place():
    content = complete()
    content["seen"] |= {"how": "records", "place": "", "records": ""}
    assert set(items(content)) == {"seen.records"}


def test_no_health_needs_is_an_answer():
    content = complete()
    content["needs"] = {"none": True, "none_reason": "Seen in June: no concern", "rows": []}
    content["outcomes"] = content["provision"] = {"rows": []}
    assert items(content) == {}


def test_no_health_needs_wants_its_reason():
    content = complete()
    content["needs"] = {"none": True, "none_reason": "", "rows": []}
    content["outcomes"] = content["provision"] = {"rows": []}
    assert set(items(content)) == {"needs.none_reason"}


def test_needs_and_no_needs_contradict_each_other():
    content = complete()
    content["needs"] |= {"none": True, "none_reason": "None"}
    assert set(items(content)) == {"needs.none"}


def test_no_provision_needed_is_an_answer():
    content = complete()
    content["provision"] = {"none": True, "none_reason": "The school meets it", "rows": []}
    assert items(content) == {}


def test_link_to_a_row_that_is_gone_does_not_count():
    content = advice.remove_row(complete(), "needs", "need.1")
    assert content["outcomes"]["rows"][0]["needs"] == []
    assert content["provision"]["rows"][0]["meets"] == ["outcome.1"]
    content["outcomes"]["rows"][0]["needs"] = ["need.9"]
    assert "outcome.1.needs" in items(content)


def test_key_of_a_removed_row_is_never_given_again():
    content = advice.add_row(complete(), "needs")
    assert [row["key"] for row in advice.rows(content, "needs")] == ["need.1", "need.2"]
    content = advice.remove_row(content, "needs", "need.2")
    content = advice.add_row(content, "needs")
    assert [row["key"] for row in advice.rows(content, "needs")] == ["need.1", "need.3"]


def test_changes_leave_the_given_content_alone():
    content = complete()
    before = deepcopy(content)
    advice.add_row(content, "needs")
    advice.remove_row(content, "needs", "need.1")
    assert content == before


def test_upload_needs_summary_date_author_and_file():
    assert items(uploaded(), advice.UPLOAD, has_report=True) == {}
    assert set(items(uploaded(), advice.UPLOAD)) == {"report.upload"}
    content = uploaded()
    content["report"] = {}
    assert set(items(content, advice.UPLOAD, has_report=True)) == {
        "report.dated", "report.needs", "report.outcomes", "report.provision"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("regulator", "good", "bad"),
    [
        ("HCPC", "sl 12345", "12345"), ("HCPC", "PYL012345", "SL12"), ("GMC", "7654321", "765432"),
        ("NMC", "12a3456e", "12A34567"), ("GPhC", "2012345", "A012345"), ("GOC", "01-12345", "ABC"),
        ("GOC", "D-12345", "D-1"), ("GDC", "123456", "1234567"), ("GOsC", "1234", "x"), ("GCC", "01234", "1"),
        ("PSNI", "1234", "12"),
    ],
)  # fmt: skip
def test_registration_number_has_the_form_of_its_register(regulator, good, bad):
    assert advice.number_fault(regulator, good) == ""
    assert regulator in advice.number_fault(regulator, bad)
    content = complete()
    content["author"] |= {"regulator": regulator, "registration_number": bad}
    assert set(items(content)) == {"author.registration_number"}


def test_every_regulator_shows_an_example_that_fits():
    assert [
        code for code, body in advice.REGULATORS.items() if advice.number_fault(code, body.example)
    ] == []


def test_social_worker_is_not_a_health_care_professional():
    content = complete()
    content["author"]["profession"] = "Social worker"
    assert set(items(content)) == {"author.profession"}
    assert "Choose the regulator" in advice.number_fault("SWE", "SW123456")


def test_blocks_give_one_item_each_in_words():
    blocks = {block.key: block for block in advice.blocks(complete(), advice.STRUCTURED)}
    assert list(blocks) == [
        "author", "seen", "views", "strengths", "need.1", "outcome.1", "provision.1", "agreement"
    ]  # fmt: skip
    lines = {line.path: line.text for block in blocks.values() for line in block.lines}
    assert lines["outcome.1.by"] == "20 July 2027"
    assert lines["outcome.1.needs"] == "Need 1: Understands two key words at a time"
    assert lines["provision.1.section"] == "F: it educates or trains"
    assert lines["seen.on"] == "2 March 2026"


def test_differences_name_item_before_and_after():
    before, after = complete(), complete()
    after["needs"]["rows"][0]["impact"] = "Cannot follow a lesson"
    after = advice.add_row(after, "provision")
    after["provision"]["rows"][1]["what"] = "Training for staff"
    found = advice.differences(before, after, advice.STRUCTURED)
    assert [(row["item"], row["before"], row["after"]) for row in found] == [
        ("need.1.impact", "Misses what the class is told", "Cannot follow a lesson"),
        ("provision.2.what", "", "Training for staff"),
    ]
    assert advice.differences(before, before, advice.STRUCTURED) == []


def test_removed_row_is_a_difference():
    before = complete()
    after = advice.remove_row(before, "needs", "need.1")
    found = {
        row["item"]: row["after"] for row in advice.differences(before, after, advice.STRUCTURED)
    }
    assert found["need.1.need"] == ""


@pytest.mark.parametrize(
    ("key", "title"),
    [("all", "All of it"), ("need.3", "Need 3"), ("provision.1", "Provision 1"), ("views", "Views and discussion"),
     ("unknown", "unknown")],
)  # fmt: skip
def test_item_has_a_title(key, title):
    assert advice.title_of(key) == title


def test_who_saved_never_leaves_the_portal():
    content = complete() | {
        "saved": {"needs": {"lock": 1, "by": "Ada Sample", "at": "2026-03-02T10:00:00+00:00"}}
    }
    assert "saved" not in advice.without_notes(content)
    assert advice.without_notes(content)["needs"] == content["needs"]


def test_long_row_is_shortened_where_it_is_linked():
    content = complete()
    content["needs"]["rows"][0]["need"] = "word " * 40
    [(key, label)] = advice.link_choices(content, advice.SECTIONS["outcomes"].row_fields[2])
    assert key == "need.1"
    assert label.endswith("…")
    assert len(label) < 100
