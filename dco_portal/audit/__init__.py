"""The audit trail. Use `from dco_portal.audit import record, viewed, denied`."""

from dco_portal.audit.recording import denied, record, record_many, viewed

__all__ = ["denied", "record", "record_many", "viewed"]
