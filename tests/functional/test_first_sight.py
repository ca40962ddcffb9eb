"""What anybody sees first, at desktop and phone width, with and without JavaScript."""

import pytest


@pytest.mark.parametrize("visitor", ["page", "phone_page", "no_js_page"])
def test_start_page_has_doors_and_does_not_scroll_sideways(visitor, request) -> None:
    page = request.getfixturevalue(visitor)
    response = page.goto("/")
    assert response.status == 200
    assert page.locator("main h1").count() == 1
    assert page.locator("a[href='/accounts/login/']").first.is_visible()
    width = page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/accessibility/", "/no-such-page/"])
def test_public_pages_pass_axe(page, axe, path: str) -> None:
    page.goto(path)
    axe(page)


def test_the_worker_runs_tasks_and_notes_that_it_lives(worker, transactional_db) -> None:
    from dco_portal.common.models import Heartbeat
    from dco_portal.common.tasks import heartbeat
    from tests.waiting import wait_until

    heartbeat.delay()
    assert wait_until(lambda: Heartbeat.objects.filter(name="worker").exists())
