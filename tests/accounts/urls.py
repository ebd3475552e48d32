"""The site's addresses and one more: a page made from the abstract one."""

from django.urls import path

from config.urls import urlpatterns as site_urls
from tests.accounts.test_views import AskAsGroup

urlpatterns = [*site_urls, path("ask/", AskAsGroup.as_view())]
