from django.urls import path

from initiatives.views import editing, public, roles

GROUP = "my-groups/<uuid:group>/initiatives/"
ONE = f"{GROUP}<uuid:pk>/"
ROLE = f"{ONE}roles/<uuid:role>/"

app_name = "initiatives"
urlpatterns = [
    path("initiatives/", public.Search.as_view(), name="search"),
    path("initiatives/<uuid:pk>/", public.Detail.as_view(), name="detail"),
    path(GROUP, editing.OfGroup.as_view(), name="of_group"),
    path(f"{GROUP}new/", editing.Create.as_view(), name="create"),
    path(ONE, editing.Manage.as_view(), name="manage"),
    path(f"{ONE}about/", editing.About.as_view(), name="about"),
    path(f"{ONE}place/", editing.Place.as_view(), name="place"),
    path(f"{ONE}times/", editing.Times.as_view(), name="times"),
    path(f"{ONE}contact/", editing.Contact.as_view(), name="contact"),
    path(f"{ONE}send/", editing.Send.as_view(), name="send"),
    path(f"{ONE}take-back/", editing.TakeBack.as_view(), name="take_back"),
    path(f"{ONE}pause/", editing.Pause.as_view(), name="pause"),
    path(f"{ONE}resume/", editing.Resume.as_view(), name="resume"),
    path(f"{ONE}close/", editing.Close.as_view(), name="close"),
    path(f"{ONE}withdraw-change/", editing.WithdrawChange.as_view(), name="initiative_withdraw_change"),
    path(f"{ONE}roles/new/", roles.RoleCreate.as_view(), name="role_create"),
    path(ROLE, roles.RoleEdit.as_view(), name="role_edit"),
    path(f"{ROLE}open/", roles.RoleOpen.as_view(), name="role_open"),
    path(f"{ROLE}withdraw-change/", roles.WithdrawRoleChange.as_view(), name="role_withdraw_change"),
    path(f"{ROLE}close/", roles.RoleClose.as_view(), name="role_close"),
]
