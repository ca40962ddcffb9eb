"""WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from dco_portal.common.stack import in_one_piece

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dco_portal.settings")
application = in_one_piece(get_wsgi_application())
