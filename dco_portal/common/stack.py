"""Room for all calls below one call, in one piece of memory.

CPython keeps its calls in pieces of 16 KB. Where a loop deep down calls across the end of a piece, 3.11 and 3.12
(and 3.13 and 3.14 until their fix of March 2026) fetch a piece from the system and give it back at every call:
https://github.com/python/cpython/issues/142183. Under Django's layers that took a quarter of each page's time.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
# Half of a piece of 1 MB (a piece is a power of two): the other half holds 1,000 calls and more.
SLOTS = 70_000


def in_one_piece(call: Callable[P, R]) -> Callable[P, R]:
    """The same callable; whatever it calls stands in one piece of memory, which is given back at its end."""

    def calls(*args: P.args, **kwargs: P.kwargs) -> R:
        return call(*args, **kwargs)

    # A call that asks for much is given a piece that holds it, and the calls below it use the rest.
    calls.__code__ = calls.__code__.replace(co_stacksize=SLOTS)
    return wraps(call)(calls)
