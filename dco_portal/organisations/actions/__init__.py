"""What people do with reference data: the only writers of this app's models, Django admin apart.

keeping     closing organisations and services, local policy
reference   postcode districts and towns, in small numbers
postcodes   a whole country's postcodes from a file
"""

from dco_portal.organisations.actions.keeping import (
    MANAGE,
    check_can_manage,
    close,
    close_service,
    kept_by,
    set_policy,
)

__all__ = ["MANAGE", "check_can_manage", "close", "close_service", "kept_by", "set_policy"]
