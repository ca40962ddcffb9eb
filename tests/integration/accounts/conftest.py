"""One ICB with its authority, a trust with a service, and a fresh cache for sign-in limits."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache

from tests.factories.organisations import (
    IcbFactory,
    LocalAuthorityFactory,
    ProviderFactory,
    ServiceFactory,
)


@pytest.fixture(autouse=True)
def _no_limits_left_over(db):
    cache.clear()


@pytest.fixture
def area():
    """ICB, authority, trust and service that belong together."""
    icb = IcbFactory()
    authority = LocalAuthorityFactory(icbs=[icb])
    trust = ProviderFactory()
    service = ServiceFactory(provider=trust, areas=[authority])
    return SimpleNamespace(icb=icb, authority=authority, trust=trust, service=service)
