"""What a local policy's value may be."""

import pytest

from dco_portal.organisations import policy
from dco_portal.organisations.policy import POLICIES


@pytest.mark.parametrize("declared", POLICIES.values(), ids=list(POLICIES))
def test_default_is_a_value_that_may_stand(declared):
    assert declared.problem(declared.default) == ""
    assert declared.show(declared.default)


@pytest.mark.parametrize(
    ("key", "bad"),
    [
        ("ehc.service_date_days", -1),
        ("ehc.service_date_days", 366),
        ("ehc.service_date_days", "28"),
        ("ehc.service_date_days", True),
        ("ehc.sample_percent", 101),
        ("ehc.receipt", "WHENEVER"),
        ("reminders.before_days", []),
        ("reminders.before_days", 14),
        ("reminders.before_days", [14, "7"]),
        ("reminders.before_days", [7, 7]),
        ("reminders.late_every_days", 0),
    ],
)
def test_impossible_value_is_refused_with_a_sentence(key: str, bad):
    assert policy.POLICIES[key].problem(bad).endswith(".")


def test_key_may_name_a_rule():
    assert policy.split("reminders.before_days:EHC-HEALTH-6W") == (
        "reminders.before_days",
        "EHC-HEALTH-6W",
    )
    assert policy.find("reminders.before_days:EHC-HEALTH-6W") is POLICIES["reminders.before_days"]


@pytest.mark.parametrize(
    "key", ["nothing", "reminders.before_days:NO-SUCH-RULE", "ehc.sample_percent:EHC-HEALTH-6W"]
)
def test_unknown_key_rule_or_combination_is_not_found(key: str):
    assert policy.find(key) is None
