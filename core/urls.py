from django.urls import path

from core.views import Privacy, PublicPage, security_txt

app_name = "core"
urlpatterns = [
    path("", PublicPage.as_view(template_name="core/home.html"), name="home"),
    path("privacy/", Privacy.as_view(), name="privacy"),
    path("accessibility/", PublicPage.as_view(template_name="core/accessibility.html"), name="accessibility"),
    path("complaints/", PublicPage.as_view(template_name="core/complaints.html"), name="complaints"),
    path("help/", PublicPage.as_view(template_name="core/help.html"), name="help"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
]
