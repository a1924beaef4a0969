"""Which methods of HTTP a page of ours takes, where it is more than reading."""

from django.views.decorators.http import require_http_methods

#: A page with a form or a button, at one address.
read_or_send = require_http_methods(["GET", "HEAD", "POST"])
