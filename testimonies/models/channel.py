from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """The way in which something came to us."""

    WEB = "web", _("web form")
    PHONE = "phone", _("telephone")
    VISIT = "visit", _("visit")
    POST = "post", _("post")
    EMAIL = "email", _("e-mail")
    IMPORT = "import", _("import")


#: Those by which something can come that the staff types in.
TYPED_IN = (Channel.POST, Channel.PHONE, Channel.VISIT, Channel.EMAIL)
