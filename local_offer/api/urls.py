"""Addresses of the open feed. Everything here is public."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path

from local_offer.api.edge import BASE
from local_offer.api.routes import api

everything, app, namespace = api.urls
# The library's own start page would stand behind ours.
patterns = [each for each in everything if isinstance(each, URLPattern) and each.name != "api-root"]
for pattern in patterns:
    login_not_required(pattern.callback)


def _base() -> Callable[..., Any]:
    """The feed's first page, for its address without the slash at the end."""
    return next(each.callback for each in patterns if each.name == "root")


urlpatterns = [
    path(BASE.lstrip("/"), _base(), name="open-referral-base"),
    path(f"{BASE.lstrip('/')}/", (patterns, app, namespace)),
]
