from typing import Any, ClassVar, cast

from allauth.account.utils import perform_login
from allauth.core.ratelimit import respond_429
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from accounts.forms import AskForLinkForm, NameForm
from accounts.limits import asks_too_often, may_mail
from accounts.models import EmailLink, SignIn, User
from accounts.services import LinkUnusable, change_name, read_link, request_link, use_link
from accounts.sessions import what_was_not_saved
from accounts.signed_in import person_of
from core.lists import CursorList
from core.once import MakesOne
from core.seen import Edits

ASKED_ADDRESS = "asked_address"
LATEST = 3  # sign-ins on the account page


@method_decorator(login_not_required, name="dispatch")
class AskForLink(MakesOne, FormView):
    """First page of a registration: ask for an address and send it a link.

    Apps that register people set the link's purpose, and may use a template of their own.
    """

    purpose: ClassVar[str]
    template_name = "accounts/ask_for_link.html"
    form_class = AskForLinkForm
    success_url = reverse_lazy("accounts:check_your_email")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Redirect people who are signed in: we already know that they read their mail."""
        if request.user.is_authenticated:
            return redirect(settings.EMAIL_LINK_TARGETS[self.purpose])
        if request.method == "POST" and asks_too_often(request):
            return respond_429(request)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: AskForLinkForm) -> HttpResponse:
        """Send the link, unless the address has had enough of them. The response is the same either way."""
        email = form.cleaned_data["email"]
        if may_mail(self.request, email):
            request_link(email=email, purpose=self.purpose, now=timezone.now())
        self.request.session[ASKED_ADDRESS] = form["email"].data.strip()
        return super().form_valid(form)


@method_decorator([login_not_required, never_cache], name="dispatch")
class CheckYourEmail(TemplateView):
    """Say that a link was sent, in the same words for every address."""

    template_name = "accounts/check_your_email.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the address as it was typed, so that people can spot a mistake."""
        return super().get_context_data(**kwargs, email=self.request.session.get(ASKED_ADDRESS, ""))


@method_decorator([login_not_required, never_cache], name="dispatch")
class OpenLink(TemplateView):
    """The page that an emailed link opens. Only its button uses the link: mail scanners open links too.

    The site's `Referrer-Policy: same-origin` keeps the secret from other sites. A stricter policy would make
    browsers hide where the button was pressed, and the CSRF check would then refuse the request.
    """

    template_name = "accounts/open_link.html"
    link: EmailLink

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the page only if the link still works."""
        try:
            self.link = read_link(secret=kwargs["secret"], now=timezone.now())
            return super().dispatch(request, *args, **kwargs)
        except LinkUnusable:
            return render(request, "accounts/link_unusable.html", status=410)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the link, so that the page can say what it is for."""
        return super().get_context_data(**kwargs, link=self.link)

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        """Use the link and continue, asking for the second factor first if the person has one."""
        user = use_link(secret=secret, now=timezone.now())
        target = settings.EMAIL_LINK_TARGETS[self.link.purpose]
        if request.user == user:
            return redirect(target)
        logout(request)
        return perform_login(request, user, redirect_url=reverse(target))


class Account(TemplateView):
    """A person's account page: how they sign in, and where they can go from here."""

    template_name = "accounts/account.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add which ways of signing in the person has set up, and when they last signed in."""
        return super().get_context_data(
            **kwargs,
            has_second_factor=is_mfa_enabled(self.request.user),
            sign_ins=SignIn.objects.of(self.request.user)[:LATEST],
        )


class SignIns(CursorList):
    """When, from where and how a person signed in, and what to do if it was not them."""

    template_name = "accounts/sign_ins.html"
    context_object_name = "sign_ins"

    def get_queryset(self) -> QuerySet[Any]:
        """Return the person's own."""
        return SignIn.objects.of(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether they have a second factor, to advise them."""
        return super().get_context_data(**kwargs, has_second_factor=is_mfa_enabled(self.request.user))


class NotSaved(TemplateView):
    """The form that an officer sent after their time was over, to be sent again with one button."""

    template_name = "accounts/not_saved.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was typed."""
        sent = what_was_not_saved(self.request.session, str(person_of(self.request).pk))
        return super().get_context_data(**kwargs, **(sent or {}))


class ChangeName(Edits, FormView):
    """Change one's own name."""

    template_name = "accounts/change_name.html"
    form_class = NameForm
    success_url = reverse_lazy("accounts:account")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the signed-in person."""
        super().setup(request, *args, **kwargs)
        self.person = cast("User", request.user)

    def take(self) -> None:
        """Lock the account."""
        User.objects.select_for_update(no_key=True).get(pk=self.person.pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Start from the current name, on a copy, so that the page header keeps the saved name."""
        return {**super().get_form_kwargs(), "instance": User.objects.get(pk=self.person.pk)}

    def form_valid(self, form: NameForm) -> HttpResponse:
        """Save the new name."""
        change_name(user=self.person, name=form.cleaned_data["name"], by=self.person)
        messages.success(self.request, _("Your name has been changed."))
        return super().form_valid(form)
