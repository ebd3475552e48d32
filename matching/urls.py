from django.urls import path

from matching.views import compare, conflicts, looks, mine, officers, overrides, own_data, waiting, weights

app_name = "matching"
urlpatterns = [
    path("my/", mine.My.as_view(), name="my"),
    path("my/data/", own_data.Data.as_view(), name="data"),
    path("my/looks/", looks.MyLooks.as_view(), name="my_looks"),
    path("my/leave/", own_data.Leave.as_view(), name="leave"),
    path("my/waiting/<uuid:entry>/leave/", waiting.Leave.as_view(), name="stop_waiting"),
    path("my/offers/<uuid:pk>/", mine.OfferPage.as_view(), name="offer"),
    path("desk/roles/<uuid:pk>/", officers.RolePage.as_view(), name="role"),
    path("desk/roles/<uuid:pk>/compare/", compare.Compare.as_view(), name="compare"),
    path(
        "desk/roles/<uuid:pk>/invite/<uuid:volunteer>/override/<slug:gate>/",
        overrides.AskOverride.as_view(),
        name="ask_override",
    ),
    path("desk/overrides/", overrides.Overrides.as_view(), name="overrides"),
    path("desk/overrides/<uuid:pk>/agree/", overrides.Agree.as_view(), name="agree_override"),
    path("desk/overrides/<uuid:pk>/renew/", overrides.RenewOverride.as_view(), name="renew_override"),
    path("desk/overrides/<uuid:pk>/settle/", overrides.Settle.as_view(), name="settle_override"),
    path("desk/overrides/<uuid:pk>/close/", overrides.Close.as_view(), name="close_override"),
    path("desk/volunteers/<uuid:pk>/conflicts/", conflicts.Conflicts.as_view(), name="conflicts"),
    path("desk/conflicts/", conflicts.ToSettle.as_view(), name="conflicts_to_settle"),
    path("desk/conflicts/<uuid:pk>/lift/", conflicts.LiftConflict.as_view(), name="lift_conflict"),
    path("desk/weights/", weights.ChangeWeights.as_view(), name="weights"),
    path("desk/roles/<uuid:pk>/places/", officers.Places.as_view(), name="places"),
    path("desk/roles/<uuid:pk>/waiting/<uuid:volunteer>/", waiting.Join.as_view(), name="wait"),
    path("desk/roles/<uuid:pk>/waiting/<uuid:entry>/remove/", waiting.Remove.as_view(), name="unwait"),
    path("desk/roles/<uuid:pk>/invite/<uuid:volunteer>/", officers.Invite.as_view(), name="invite"),
    path("desk/offers/<uuid:pk>/withdraw/", officers.Withdraw.as_view(), name="withdraw"),
    path("desk/placements/<uuid:pk>/end/", officers.EndPlacement.as_view(), name="end_placement"),
]
