"""Reminders of what is due: when (`steps`), by which local settings (`settings`), to whom (`recipients`, `sweeping`)."""

from dco_portal.work.reminders.sweeping import sweep
from dco_portal.work.reminders.weekly import weekly_lists

__all__ = ["sweep", "weekly_lists"]
