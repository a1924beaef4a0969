"""The few lines of HTML that another site copies to show a petition."""

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

from petitions.campaigns.queries import Campaign

HEIGHT = 300


def of(petition: Campaign) -> str:
    """A frame; where frames are not shown, a link."""
    return format_html(
        '<iframe src="{}?lang={}" title="{}" width="100%" height="{}" loading="lazy" '
        'style="border: 0; max-width: 600px"></iframe>\n'
        '<p><a href="{}">{}</a></p>',
        f"{settings.SITE_URL}{reverse('embed', args=[petition.slug])}",
        petition.language,
        petition.title,
        HEIGHT,
        f"{settings.SITE_URL}{petition.url}",
        petition.title,
    )
