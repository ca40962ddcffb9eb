"""How a source of a gap is opened by those who may: its feature stands above and registers here.

In an `AppConfig.ready`: `sources.register("not_known", queries.gap_links)`. The function is asked
once per page for the paths of those sources that the reader may see; a source it leaves out is
counted, never linked.
"""

import uuid
from collections.abc import Callable, Iterable

from dco_portal.accounts.models import User

Links = Callable[[list[uuid.UUID], User], dict[uuid.UUID, str]]
_LINKS: dict[str, Links] = {}


def register(kind: str, links: Links) -> None:
    """Say who knows the pages of this kind of source: ids and reader → path by id."""
    _LINKS[kind] = links


def links(kind: str, ids: Iterable[uuid.UUID], by: User) -> dict[uuid.UUID, str]:
    """Paths of those of these sources that the reader may open."""
    found = _LINKS.get(kind)
    return found(list(ids), by) if found else {}
