"""Log lines: the request id on each, and never the words of an error, which may quote a child's record."""

import contextvars
import logging
import traceback
from pathlib import Path
from types import TracebackType

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="-")
CELERY_TRACE = "celery.app.trace"


class RequestIdFilter(logging.Filter):
    """Adds `request_id` to each log record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class TaskErrorFilter(logging.Filter):
    """Celery quotes the error of a failed task in its message: leaves the error's type only."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == CELERY_TRACE and isinstance(record.args, dict) and "exc" in record.args:
            kind = record.exc_info[0] if record.exc_info else None
            record.args = {
                **record.args,
                "exc": kind.__name__ if kind else "an error",
                "traceback": "",
            }
        return True


class QuietFormatter(logging.Formatter):
    """Writes an error as its type and place.

    Neither its text (Postgres quotes the row that broke a constraint) nor the request's data is written.
    """

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        error = ei[1]
        lines = []
        seen: set[int] = set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            lines.append(where(error, frames=12))
            hidden = error.__suppress_context__
            error = error.__cause__ or (None if hidden else error.__context__)
        return "\n  after ".join(lines)


def where(error: BaseException, *, frames: int = 1) -> str:
    """An error's type and the innermost places it came from: "ValueError at pdf.py:12 (render)"."""
    places = traceback.extract_tb(error.__traceback__)[-frames:]
    names = [f"{Path(place.filename).name}:{place.lineno} ({place.name})" for place in places]
    return type(error).__name__ + (f" at {' > '.join(names)}" if names else "")
