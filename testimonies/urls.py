from testimonies.archive import urls as archive
from testimonies.claims import urls as claims
from testimonies.intake import urls as intake

app_name = "testimonies"
#: One list, as each one inside another would be asked for each address.
urlpatterns = [*intake.urlpatterns, *claims.urlpatterns, *archive.urlpatterns]
