from django.urls import path

from planning.views import approving, plans, reviews, rules, what_if, why_not

app_name = "planning"
urlpatterns = [
    path("desk/city/", reviews.Reviews.as_view(), name="reviews"),
    path("desk/city/<uuid:pk>/", reviews.ReviewPage.as_view(), name="review"),
    path("desk/city/<uuid:pk>/cancel/", reviews.CancelReview.as_view(), name="cancel_review"),
    path("desk/city/<uuid:pk>/fixes.csv", reviews.ReviewTable.as_view(), name="review_table"),
    path("desk/fairness/", reviews.FairnessList.as_view(), name="fairness_list"),
    path("desk/fairness/<int:pk>/", reviews.FairnessPage.as_view(), name="fairness"),
    path("desk/plans/", plans.PlanList.as_view(), name="plans"),
    path("desk/plans/new/", plans.NewPlan.as_view(), name="new_plan"),
    path("desk/plans/<uuid:pk>/", plans.PlanPage.as_view(), name="plan"),
    path("desk/plans/<uuid:pk>/look/", plans.PreviewPlan.as_view(), name="preview_plan"),
    path("desk/plans/<uuid:pk>/run/", plans.RunPlan.as_view(), name="run_plan"),
    path("desk/plans/<uuid:pk>/cancel/", plans.CancelPlan.as_view(), name="cancel_plan"),
    path("desk/plans/<uuid:pk>/roles/", plans.PlanRoles.as_view(), name="plan_roles"),
    path("desk/plans/<uuid:pk>/roles/<uuid:role>/why/", why_not.WhyNot.as_view(), name="why_not"),
    path(
        "desk/plans/<uuid:pk>/roles/<uuid:role>/why/cancel/",
        why_not.CancelQuestion.as_view(),
        name="cancel_question",
    ),
    path("desk/plans/<uuid:pk>/rules/", rules.AddPlanRule.as_view(), name="add_plan_rule"),
    path(
        "desk/plans/<uuid:pk>/rules/<int:rule>/remove/",
        rules.RemovePlanRule.as_view(),
        name="remove_plan_rule",
    ),
    path("desk/plans/<uuid:pk>/roles/<uuid:role>/what-if/", what_if.WhatIf.as_view(), name="what_if"),
    path("desk/plans/<uuid:pk>/compare/", what_if.ComparePlans.as_view(), name="compare_plans"),
    path("desk/plans/<uuid:pk>/approve/", approving.ApprovePlan.as_view(), name="approve_plan"),
    path("desk/plans/<uuid:pk>/second/", approving.SecondPlan.as_view(), name="second_plan"),
    path("desk/plans/<uuid:pk>/send/", approving.SendPlan.as_view(), name="send_plan"),
]
