from django.urls import path

from groups.views.manage import (
    AddMember,
    AnswerInvitation,
    Manage,
    Mine,
    RemoveMember,
    WithdrawChange,
    WithdrawInvitation,
)
from groups.views.public import GroupDetail, GroupList
from groups.views.registration import AnswerStep, CheckAnswers, Register, Sent, Start, Tasks

app_name = "groups"
urlpatterns = [
    path("groups/", GroupList.as_view(), name="list"),
    path("groups/<uuid:pk>/", GroupDetail.as_view(), name="detail"),
    path("register/group/", Register.as_view(), name="register"),
    path("register/group/start/", Start.as_view(), name="start"),
    path("my-groups/", Mine.as_view(), name="mine"),
    path("my-groups/invitations/<uuid:invitation>/", AnswerInvitation.as_view(), name="invitation"),
    path("my-groups/<uuid:pk>/", Manage.as_view(), name="manage"),
    path("my-groups/<uuid:pk>/withdraw-change/", WithdrawChange.as_view(), name="withdraw_change"),
    path("my-groups/<uuid:pk>/people/add/", AddMember.as_view(), name="add_member"),
    path("my-groups/<uuid:pk>/people/<int:member>/remove/", RemoveMember.as_view(), name="remove_member"),
    path(
        "my-groups/<uuid:pk>/people/<uuid:invitation>/withdraw/",
        WithdrawInvitation.as_view(),
        name="withdraw_invitation",
    ),
    path("my-groups/<uuid:pk>/register/", Tasks.as_view(), name="tasks"),
    path("my-groups/<uuid:pk>/register/check/", CheckAnswers.as_view(), name="check"),
    path("my-groups/<uuid:pk>/register/sent/", Sent.as_view(), name="sent"),
    path("my-groups/<uuid:pk>/register/<slug:step>/", AnswerStep.as_view(), name="step"),
]
