"""What other apps do when somebody leaves an organisation: they stand above, so they register here.

In an `AppConfig.ready`: `hooks.on_leave.append(actions.hand_back)`. A hook runs inside the leaving's
own transaction; when it raises, nobody has left.
"""

from collections.abc import Callable

from dco_portal.accounts.models import User
from dco_portal.organisations.models import Organisation

# hook(leaver, organisation left, by)
on_leave: list[Callable[[User, Organisation, User], None]] = []


def leaving(leaver: User, organisation: Organisation, by: User) -> None:
    """Tell every app that `leaver` no longer works for `organisation`."""
    for hook in on_leave:
        hook(leaver, organisation, by)
