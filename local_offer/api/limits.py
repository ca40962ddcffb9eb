"""How many requests one address may make in a minute.

Counted in the cache, which is a table of Postgres: it holds when Redis is away and over every web process.
The address is kept as a keyed hash, for two minutes.
"""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from ninja.throttling import BaseThrottle

from dco_portal.common.clock import now

SECONDS = 60


class FeedThrottle(BaseThrottle):
    """`FEED_LIMIT` requests in each minute of the clock; then 429 until the minute is over."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Count the request; False when it is one too many."""
        minute = int(now().timestamp()) // SECONDS
        who = salted_hmac("local_offer.feed", self.get_ident(request) or "").hexdigest()[:32]
        key = f"feed:{who}:{minute}"
        if cache.add(key, 1, SECONDS * 2):
            return settings.FEED_LIMIT >= 1
        try:
            return cache.incr(key) <= settings.FEED_LIMIT
        except ValueError:  # pushed out of the cache between the two
            return True

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return SECONDS - int(now().timestamp()) % SECONDS
