"""Health for machines: alive, and ready with what is degraded. Public; no session, no names."""

import datetime as dt
import logging
import os
import smtplib
import ssl
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dco_portal.common import broker
from dco_portal.common.clock import now
from dco_portal.common.models import Heartbeat

logger = logging.getLogger(__name__)
STALE = dt.timedelta(minutes=3)
SECONDS = 1.0


@require_safe
@never_cache
@login_not_required
def live(request: HttpRequest) -> JsonResponse:
    """200 while this process serves requests at all."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    """503 when the database is away or misses migrations, else 200 naming what is degraded."""
    try:
        missing = migrations_missing()
    except DatabaseError as error:
        logger.error("Not ready, database away: %s", type(error).__name__)
        return JsonResponse({"status": "unavailable", "reason": "database"}, status=503)
    if missing:
        return JsonResponse({"status": "unavailable", "reason": "migrations"}, status=503)
    degraded = degraded_parts()
    return JsonResponse({"status": "degraded" if degraded else "ok", "degraded": degraded})


@lru_cache(maxsize=1)
def migrations_known() -> frozenset[tuple[str, str]]:
    """Every migration of the running code; it cannot change while the code runs."""
    return frozenset(MigrationLoader(None).disk_migrations)


def migrations_missing() -> bool:
    """Whether the database lacks a migration of the code. Errors: `DatabaseError`."""
    return not migrations_known() <= set(MigrationRecorder(connection).applied_migrations())


def degraded_parts() -> list[str]:
    """The parts that do not work although pages do: redis, worker, beat, mail."""
    seen = dict(Heartbeat.objects.values_list("name", "at"))
    oldest = now() - STALE
    parts: dict[str, Callable[[], bool]] = {
        "redis": broker.reachable,
        "worker": lambda: seen.get("worker", oldest) > oldest,
        "beat": lambda: seen.get("beat", oldest) > oldest,
        "mail": mail_answers,
    }
    return [name for name, works in parts.items() if not works()]


def mail_answers() -> bool:
    """Whether mail could leave: the mail server greets within a second, or the folder takes files."""
    if settings.EMAIL_URL.startswith("file://"):
        return writable(Path(settings.EMAIL_FILE_PATH))
    try:
        if settings.EMAIL_USE_SSL:
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=SECONDS)
        with server:
            return server.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def writable(folder: Path) -> bool:
    """Whether files can be written to a folder, or the folder be made."""
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    return nearest.is_dir() and os.access(nearest, os.W_OK)
