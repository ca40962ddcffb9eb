"""A person's own dates as a calendar feed (RFC 5545). The address is the key; no child is named."""

import datetime as dt
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event, vUri

from dco_portal.accounts.models import User
from dco_portal.work.models import WorkItem
from dco_portal.work.queries import own_dates

FRESH_SECONDS = 15 * 60
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")


@require_safe
@login_not_required
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The open work of whoever this token belongs to; 404 for any other."""
    found = User.objects.filter(calendar_token=token, is_active=True)
    user = found.first() if TOKEN.fullmatch(token) else None
    if user is None:
        raise Http404
    response = HttpResponse(
        calendar(own_dates(user)).to_ical(), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = 'inline; filename="send-health-portal.ics"'
    response["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, max_age=FRESH_SECONDS)
    return response


def calendar(items: list[WorkItem]) -> Calendar:
    """Two kinds of all-day entries: what is due by law, and service dates, which are local policy."""
    made = Calendar()
    made.add("prodid", "-//SEND health portal//Worklist//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "SEND health portal")
    made.add("refresh-interval", dt.timedelta(hours=1), {"value": "DURATION"})
    for item in items:
        if item.due_on:
            made.add_component(_event(item, item.due_on, "due", "Due by law"))
        if item.target_on and item.target_on != item.due_on:
            made.add_component(
                _event(item, item.target_on, "service", "Service date, local policy")
            )
    return made


def _event(item: WorkItem, day: dt.date, which: str, words: str) -> Event:
    event = Event()
    event.add("uid", f"{item.pk}-{which}@{urlsplit(settings.PORTAL_BASE_URL).hostname}")
    event.add("dtstamp", item.updated_at.astimezone(dt.UTC))
    event.add("last-modified", item.updated_at.astimezone(dt.UTC))
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("summary", f"{words}: {item.title}{f' ({item.reference})' if item.reference else ''}")
    link = f"{settings.PORTAL_BASE_URL}{item.link}"
    event.add("description", f"{item.step or item.title}\n{link}")
    event.add("url", vUri(link))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event
