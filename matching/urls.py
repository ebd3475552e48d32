from django.urls import path

from matching.views import compare, mine, officers, own_data

app_name = "matching"
urlpatterns = [
    path("my/", mine.My.as_view(), name="my"),
    path("my/data/", own_data.Data.as_view(), name="data"),
    path("my/leave/", own_data.Leave.as_view(), name="leave"),
    path("my/offers/<uuid:pk>/", mine.OfferPage.as_view(), name="offer"),
    path("desk/roles/<uuid:pk>/", officers.RolePage.as_view(), name="role"),
    path("desk/roles/<uuid:pk>/compare/", compare.Compare.as_view(), name="compare"),
    path("desk/roles/<uuid:pk>/places/", officers.Places.as_view(), name="places"),
    path("desk/roles/<uuid:pk>/invite/<uuid:volunteer>/", officers.Invite.as_view(), name="invite"),
    path("desk/offers/<uuid:pk>/withdraw/", officers.Withdraw.as_view(), name="withdraw"),
    path("desk/placements/<uuid:pk>/end/", officers.EndPlacement.as_view(), name="end_placement"),
]
