"""Reminders of what is due: when (`steps`), by which local settings (`settings`), to whom (`sweep`)."""

from dco_portal.work.reminders.sweep import sweep
from dco_portal.work.reminders.weekly import weekly_lists

__all__ = ["sweep", "weekly_lists"]
