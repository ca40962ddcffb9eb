"""States of a version of a guidance page or publication, and the moves between them that may happen."""

from django.db.models import TextChoices


class VersionState(TextChoices):
    """A version is written, approved by a second person, public, and then kept as an earlier one."""

    DRAFT = "draft", "Being written"
    WAITING = "waiting", "Waiting for approval"
    PUBLISHED = "published", "Published"
    SUPERSEDED = "superseded", "Superseded"
    DISCARDED = "discarded", "Discarded"


S = VersionState
MOVES: dict[VersionState, frozenset[VersionState]] = {
    S.DRAFT: frozenset({S.WAITING, S.DISCARDED}),
    S.WAITING: frozenset({S.DRAFT, S.PUBLISHED, S.DISCARDED}),
    S.PUBLISHED: frozenset({S.SUPERSEDED}),
    S.SUPERSEDED: frozenset(),
    S.DISCARDED: frozenset(),
}
START = S.DRAFT
ENDS = frozenset({S.SUPERSEDED, S.DISCARDED})
OPEN = frozenset({S.DRAFT, S.WAITING})
