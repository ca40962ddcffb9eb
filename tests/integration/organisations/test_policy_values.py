"""Which value of a local policy is in force, for whom and when."""

import datetime as dt

import pytest

from dco_portal.organisations import policy
from tests.factories.organisations import IcbFactory, PolicyFactory

pytestmark = pytest.mark.django_db
KEY, RULE = "reminders.before_days", "EHC-HEALTH-6W"
DAY = dt.date(2026, 3, 2)


def test_default_while_nobody_set_one():
    assert policy.value("ehc.service_date_days", IcbFactory()) == 28


def test_undeclared_policy_is_an_error():
    with pytest.raises(KeyError):
        policy.value("no.such.policy")


def test_shared_value_goes_before_the_default_and_ones_own_before_the_shared():
    icb, other = IcbFactory(), IcbFactory()
    PolicyFactory(value=21)
    PolicyFactory(value=14, organisation=icb)
    assert policy.value("ehc.service_date_days", icb) == 14
    assert policy.value("ehc.service_date_days", other) == 21


def test_value_changes_on_its_day_and_ends_after_its_last():
    icb = IcbFactory()
    before, after = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)
    PolicyFactory(value=20, organisation=icb, effective_from=DAY, effective_to=DAY)
    found = [policy.value("ehc.service_date_days", icb, day) for day in (before, DAY, after)]
    assert found == [28, 20, 28]


def test_latest_of_several_is_in_force():
    icb = IcbFactory()
    PolicyFactory(value=20, organisation=icb, effective_from=DAY)
    PolicyFactory(value=25, organisation=icb, effective_from=DAY + dt.timedelta(days=10))
    assert policy.value("ehc.service_date_days", icb, DAY + dt.timedelta(days=9)) == 20
    assert policy.value("ehc.service_date_days", icb, DAY + dt.timedelta(days=10)) == 25


def test_own_shared_value_does_not_hide_an_organisations_own_earlier_one():
    icb = IcbFactory()
    PolicyFactory(value=14, organisation=icb, effective_from=DAY)
    PolicyFactory(value=30, effective_from=DAY + dt.timedelta(days=5))
    assert policy.value("ehc.service_date_days", icb, DAY + dt.timedelta(days=6)) == 14


def test_value_for_one_rule_goes_before_the_one_for_all():
    icb = IcbFactory()
    PolicyFactory(key=KEY, value=[10], organisation=icb, effective_from=DAY)
    PolicyFactory(
        key=f"{KEY}:{RULE}",
        value=[3],
        organisation=icb,
        effective_from=DAY - dt.timedelta(days=30),
    )
    assert policy.value(KEY, icb, DAY, rule=RULE) == [3]
    assert policy.value(f"{KEY}:{RULE}", icb, DAY) == [3]
    assert policy.value(KEY, icb, DAY) == [10]
    assert policy.value(KEY, icb, DAY, rule="EHC-CONSIDER-NOTICE") == [10]


def test_ones_own_value_for_all_rules_goes_before_a_shared_one_for_the_rule():
    icb = IcbFactory()
    PolicyFactory(key=KEY, value=[10], organisation=icb)
    PolicyFactory(key=f"{KEY}:{RULE}", value=[3])
    assert policy.value(KEY, icb, rule=RULE) == [10]
    assert policy.value(KEY, IcbFactory(), rule=RULE) == [3]
