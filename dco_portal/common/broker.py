"""Talking to the broker without ever making a page wait for it.

A message to the broker is only a nudge: what is owed stands in the database, and beat sweeps it.
"""

import logging
import time
from functools import cache
from typing import Any

import redis
from celery import current_app
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)
QUIET_SECONDS = 15.0
_quiet_until = 0.0


def client() -> redis.Redis:
    """A client that tries once and briefly: Celery's own waits some 6 seconds for a dead Redis."""
    return _client(settings.REDIS_URL)


@cache
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=0.5,
        socket_timeout=1,
        retry=Retry(NoBackoff(), 0),
    )


def reachable() -> bool:
    """Whether Redis answers at this moment; within a second and a half."""
    try:
        return bool(client().ping())
    except (redis.RedisError, OSError):
        return False


def nudge(task: str, *args: Any) -> bool:
    """Ask a worker to run a task now; True when the broker took it.

    A broker that is away is no error. It is then left alone for `QUIET_SECONDS`, so that a page
    which owes several things does not wait for each.
    """
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return False
    try:
        client().ping()
        current_app.send_task(task, args=list(args), retry=False)
    except Exception as error:  # whatever the broker's library raises, the sweep will find the row
        logger.warning("Broker away, %s waits for the sweep: %s", task, type(error).__name__)
        _quiet_until = time.monotonic() + QUIET_SECONDS
        return False
    return True
