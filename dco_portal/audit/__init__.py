"""The audit trail. Use `from dco_portal.audit import record, viewed, denied`."""

from dco_portal.audit.recording import denied, record, viewed

__all__ = ["denied", "record", "viewed"]
