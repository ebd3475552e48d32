from django.urls import path

from volunteers.views import away, details, registration

app_name = "volunteers"
urlpatterns = [
    path("register/volunteer/", registration.Register.as_view(), name="register"),
    path("register/volunteer/start/", registration.Start.as_view(), name="start"),
    path("register/volunteer/questions/", registration.Tasks.as_view(), name="tasks"),
    path("register/volunteer/questions/<slug:step>/", registration.AnswerStep.as_view(), name="step"),
    path("register/volunteer/check/", registration.CheckAnswers.as_view(), name="check"),
    path("register/volunteer/sent/", registration.Sent.as_view(), name="sent"),
    path("my/details/", details.Details.as_view(), name="details"),
    path("my/details/<slug:step>/", details.Change.as_view(), name="change"),
    path("my/away/", away.Away.as_view(), name="away"),
    path("my/away/<int:pk>/remove/", away.RemoveAway.as_view(), name="remove_away"),
    path("my/pause/", details.Pause.as_view(), name="pause"),
    path("my/resume/", details.Resume.as_view(), name="resume"),
]
