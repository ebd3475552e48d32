from django.urls import path

from matching.views import city, compare, conflicts, mine, officers, overrides, own_data, weights
from matching.views.plans import approving, asking, running

app_name = "matching"
urlpatterns = [
    path("my/", mine.My.as_view(), name="my"),
    path("my/data/", own_data.Data.as_view(), name="data"),
    path("my/leave/", own_data.Leave.as_view(), name="leave"),
    path("my/offers/<uuid:pk>/", mine.OfferPage.as_view(), name="offer"),
    path("desk/city/", city.Reviews.as_view(), name="reviews"),
    path("desk/city/<uuid:pk>/", city.ReviewPage.as_view(), name="review"),
    path("desk/city/<uuid:pk>/cancel/", city.CancelReview.as_view(), name="cancel_review"),
    path("desk/city/<uuid:pk>/fixes.csv", city.ReviewTable.as_view(), name="review_table"),
    path("desk/fairness/", city.FairnessList.as_view(), name="fairness_list"),
    path("desk/fairness/<int:pk>/", city.FairnessPage.as_view(), name="fairness"),
    path("desk/roles/<uuid:pk>/", officers.RolePage.as_view(), name="role"),
    path("desk/roles/<uuid:pk>/compare/", compare.Compare.as_view(), name="compare"),
    path(
        "desk/roles/<uuid:pk>/invite/<uuid:volunteer>/pass-over/<slug:gate>/",
        overrides.AskOverride.as_view(),
        name="ask_override",
    ),
    path("desk/overrides/", overrides.Overrides.as_view(), name="overrides"),
    path("desk/overrides/<uuid:pk>/agree/", overrides.Agree.as_view(), name="agree_override"),
    path("desk/overrides/<uuid:pk>/close/", overrides.Close.as_view(), name="close_override"),
    path("desk/volunteers/<uuid:pk>/conflicts/", conflicts.Conflicts.as_view(), name="conflicts"),
    path("desk/conflicts/<uuid:pk>/lift/", conflicts.LiftConflict.as_view(), name="lift_conflict"),
    path("desk/weights/", weights.ChangeWeights.as_view(), name="weights"),
    path("desk/roles/<uuid:pk>/places/", officers.Places.as_view(), name="places"),
    path("desk/roles/<uuid:pk>/invite/<uuid:volunteer>/", officers.Invite.as_view(), name="invite"),
    path("desk/offers/<uuid:pk>/withdraw/", officers.Withdraw.as_view(), name="withdraw"),
    path("desk/placements/<uuid:pk>/end/", officers.EndPlacement.as_view(), name="end_placement"),
    path("desk/plans/", running.PlanList.as_view(), name="plans"),
    path("desk/plans/new/", running.NewPlan.as_view(), name="new_plan"),
    path("desk/plans/<uuid:pk>/", running.PlanPage.as_view(), name="plan"),
    path("desk/plans/<uuid:pk>/run/", running.RunPlan.as_view(), name="run_plan"),
    path("desk/plans/<uuid:pk>/cancel/", running.CancelPlan.as_view(), name="cancel_plan"),
    path("desk/plans/<uuid:pk>/roles/", asking.PlanRoles.as_view(), name="plan_roles"),
    path("desk/plans/<uuid:pk>/roles/<uuid:role>/why/", asking.WhyNot.as_view(), name="why_not"),
    path("desk/plans/<uuid:pk>/rules/", asking.AddPlanRule.as_view(), name="add_plan_rule"),
    path(
        "desk/plans/<uuid:pk>/rules/<int:rule>/remove/",
        asking.RemovePlanRule.as_view(),
        name="remove_plan_rule",
    ),
    path("desk/plans/<uuid:pk>/roles/<uuid:role>/what-if/", asking.WhatIf.as_view(), name="what_if"),
    path("desk/plans/<uuid:pk>/compare/", asking.ComparePlans.as_view(), name="compare_plans"),
    path("desk/plans/<uuid:pk>/approve/", approving.ApprovePlan.as_view(), name="approve_plan"),
    path("desk/plans/<uuid:pk>/second/", approving.SecondPlan.as_view(), name="second_plan"),
    path("desk/plans/<uuid:pk>/send/", approving.SendPlan.as_view(), name="send_plan"),
]
