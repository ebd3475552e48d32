from django.urls import path

from desk.views.audit import Audit
from desk.views.changes import Changes, GroupChangePage, InitiativeChangePage
from desk.views.checks import ChecksEnding
from desk.views.group import GroupPage, RecordCheck
from desk.views.imports import ImportAgain, ImportDrop, ImportList, ImportNew, ImportPage, ImportRefused
from desk.views.initiative import InitiativePage, RolePage
from desk.views.lists import (
    GroupList,
    Home,
    InitiativeList,
    RoleList,
    RolesToRead,
    VolunteerList,
)
from desk.views.looks import Looks
from desk.views.officers import ChangeRole, CloseOfficer, InviteOfficer, Officers
from desk.views.queues import Queues, SendAgain
from desk.views.volunteer import CorrectCheck, VolunteerPage

app_name = "desk"
urlpatterns = [
    path("desk/", Home.as_view(), name="home"),
    path("desk/groups/", GroupList.as_view(), name="groups"),
    path("desk/groups/<uuid:pk>/", GroupPage.as_view(), name="group"),
    path("desk/groups/<uuid:pk>/check/", RecordCheck.as_view(), name="record_check"),
    path("desk/initiatives/", InitiativeList.as_view(), name="initiatives"),
    path("desk/initiatives/<uuid:pk>/", InitiativePage.as_view(), name="initiative"),
    path("desk/changes/", Changes.as_view(), name="changes"),
    path("desk/changes/groups/<uuid:pk>/", GroupChangePage.as_view(), name="group_change"),
    path("desk/changes/initiatives/<uuid:pk>/", InitiativeChangePage.as_view(), name="initiative_change"),
    path("desk/roles/", RoleList.as_view(), name="roles"),
    path("desk/roles/to-read/", RolesToRead.as_view(), name="roles_to_read"),
    path("desk/roles/<uuid:pk>/read/", RolePage.as_view(), name="role_read"),
    path("desk/volunteers/", VolunteerList.as_view(), name="volunteers"),
    path("desk/volunteers/<uuid:pk>/", VolunteerPage.as_view(), name="volunteer"),
    path(
        "desk/volunteers/<uuid:pk>/checks/<int:check>/correct/", CorrectCheck.as_view(), name="correct_check"
    ),
    path("desk/checks/", ChecksEnding.as_view(), name="checks"),
    path("desk/imports/", ImportList.as_view(), name="imports"),
    path("desk/imports/new/<slug:kind>/", ImportNew.as_view(), name="import_new"),
    path("desk/imports/<uuid:pk>/", ImportPage.as_view(), name="import"),
    path("desk/imports/<uuid:pk>/again/", ImportAgain.as_view(), name="import_again"),
    path("desk/imports/<uuid:pk>/drop/", ImportDrop.as_view(), name="import_drop"),
    path("desk/imports/<uuid:pk>/refused.csv", ImportRefused.as_view(), name="import_refused"),
    path("desk/queues/", Queues.as_view(), name="queues"),
    path("desk/queues/<uuid:pk>/again/", SendAgain.as_view(), name="send_again"),
    path("desk/officers/", Officers.as_view(), name="officers"),
    path("desk/officers/invite/", InviteOfficer.as_view(), name="invite_officer"),
    path("desk/officers/<uuid:pk>/role/", ChangeRole.as_view(), name="officer_role"),
    path("desk/officers/<uuid:pk>/close/", CloseOfficer.as_view(), name="close_officer"),
    path("desk/looks/", Looks.as_view(), name="looks"),
    path("desk/audit/", Audit.as_view(), name="audit"),
]
