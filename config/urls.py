from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from config import health, pages, sitemap
from petitions.bundles import whereabouts as bundles
from petitions.bundles.actions import forgetting
from petitions.signing import receipt as signature_receipt
from testimonies.intake.receipts import queries as receipts
from testimonies.privacy import whereabouts

# Receipts for testimonies and for signatures are checked on the same page.
receipts.elsewhere.append(signature_receipt.find_genuine)
# Whoever changes a consent is told where their testimony has gone.
whereabouts.senders.append(bundles.of_submission)
whereabouts.forgetters.append(forgetting.forget_record)
# The desk asks for the second factor that allauth asks for, so it has no login page of its own.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

#: Each pattern before the one that is meant is tried in vain. Those of testimonies begin with
#: words, so who signs is past them at once, and they are asked for all the while somebody types.
urlpatterns = i18n_patterns(
    path("", include("testimonies.urls")),
    path("", include("petitions.urls")),
    path("", pages.home, name="home"),
    path("help/", pages.help_page, name="help"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("", include("testimonies.intake.verify_urls")),
)
urlpatterns += [
    # One's password and the way out are on the pages of accounts alone.
    path("admin/logout/", pages.nothing_here),
    path("admin/password_change/", pages.nothing_here),
    path("admin/password_change/done/", pages.nothing_here),
    path("admin/", admin.site.urls),
    # SECURITY: the address of an account is changed by an administrator alone.
    path("accounts/email/", pages.nothing_here),
    path("accounts/confirm-email/<path:key>", pages.nothing_here),
    path("accounts/confirm-email/", pages.nothing_here),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    # SECURITY: of the pages for social accounts none; whoever proves an identity only signs.
    path("accounts/oidc/", include("petitions.signing.eid.callback_urls")),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("robots.txt", pages.robots, name="robots"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemaps/pages.xml", sitemap.pages, name="sitemap-of-pages"),
    path(
        "sitemaps/testimonies-<int:page>.xml", sitemap.testimonies, name="sitemap-of-testimonies"
    ),
    path(".well-known/security.txt", pages.security_txt, name="security-txt"),
    path("", include("petitions.api_urls")),
    path("", pages.to_language, name="to-language"),
]
if settings.LOCAL:
    urlpatterns += [path("local/mail/", include("testimonies.letters.local_urls"))]

handler400 = "config.pages.bad_request"
handler403 = "config.pages.forbidden"
handler404 = "config.pages.not_found"
handler500 = "config.pages.server_error"
