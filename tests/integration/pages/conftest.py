"""The DCO team of an ICB: one writes, another approves."""

import pytest

from tests.factories.accounts import person
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, PlaceFactory


@pytest.fixture
def icb(db):
    return IcbFactory(ods_code="QZA", website="https://icb.example/")


@pytest.fixture
def writer(icb):
    return person("coordinator", icb)


@pytest.fixture
def second(icb):
    return person("dco", icb)


@pytest.fixture
def authority(icb):
    return LocalAuthorityFactory(icbs=[icb], gss_code="E06000054")


@pytest.fixture
def place(icb, authority):
    return PlaceFactory(icb=icb, local_authority=authority)
