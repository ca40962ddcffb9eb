"""Background work of inspections and plans: each task calls one action."""
