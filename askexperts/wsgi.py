"""The door for a WSGI server such as gunicorn; always in production unless MODE says otherwise."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("MODE", "production")
os.environ.setdefault("IS_WEB", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "askexperts.settings")

application = get_wsgi_application()
