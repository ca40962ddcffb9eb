"""Making the answering half of a rule from its checking half."""

import functools
from collections.abc import Callable

from dco_portal.common.errors import DomainError


def answers(check: Callable[..., None]) -> Callable[..., bool]:
    """`can_x` from `check_can_x`: True when the check raises nothing."""

    @functools.wraps(check)
    def can(*args, **kwargs) -> bool:
        try:
            check(*args, **kwargs)
        except DomainError:
            return False
        return True

    can.__doc__ = f"Whether this passes: {check.__doc__}"
    return can
