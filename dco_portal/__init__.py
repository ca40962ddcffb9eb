"""The SEND DCO portal: composition root and everything the feature apps share.

Nothing is imported here, so that `dco_portal.deadlines` stays usable without Django or Celery.
"""
