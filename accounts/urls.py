from django.urls import path

from accounts.views import Account, ChangeName, CheckYourEmail, NotSaved, OpenLink, SignIns

app_name = "accounts"
urlpatterns = [
    path("account/", Account.as_view(), name="account"),
    path("account/name/", ChangeName.as_view(), name="change_name"),
    path("account/sign-ins/", SignIns.as_view(), name="sign_ins"),
    path("account/not-saved/", NotSaved.as_view(), name="not_saved"),
    path("account/check-your-email/", CheckYourEmail.as_view(), name="check_your_email"),
    path("account/link/<str:secret>/", OpenLink.as_view(), name="link"),
]
