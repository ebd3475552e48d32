from typing import Any, ClassVar, cast

from allauth.account.utils import perform_login
from allauth.core.ratelimit import respond_429
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from accounts.forms import AskForLinkForm, NameForm
from accounts.limits import asks_too_often, is_asked_too_often
from accounts.models import EmailLink, User
from accounts.services import LinkUnusable, change_name, read_link, request_link, use_link

ASKED_ADDRESS = "asked_address"


@method_decorator(login_not_required, name="dispatch")
class AskForLink(FormView):
    """The first page of a registration: asks for an address and sends it a link.

    The apps that register people say what the link is for and may give the page words of its own.
    """

    purpose: ClassVar[str]
    template_name = "accounts/ask_for_link.html"
    form_class = AskForLinkForm
    success_url = reverse_lazy("accounts:check_your_email")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send on those who are signed in: we know already that they read their mail."""
        if request.user.is_authenticated:
            return redirect(settings.EMAIL_LINK_TARGETS[self.purpose])
        if request.method == "POST" and asks_too_often(request):
            return respond_429(request)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: AskForLinkForm) -> HttpResponse:
        """Send the link, unless the address had enough of them; say the same either way."""
        email = form.cleaned_data["email"]
        if not is_asked_too_often(self.request, email):
            request_link(email=email, purpose=self.purpose, now=timezone.now())
        self.request.session[ASKED_ADDRESS] = email
        return super().form_valid(form)


@method_decorator([login_not_required, never_cache], name="dispatch")
class CheckYourEmail(TemplateView):
    """Says that a link was sent, in the same words for every address."""

    template_name = "accounts/check_your_email.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the address as it was typed, so that a slip can be seen."""
        return super().get_context_data(**kwargs, email=self.request.session.get(ASKED_ADDRESS, ""))


@method_decorator([login_not_required, never_cache], name="dispatch")
class OpenLink(TemplateView):
    """What a link from a mail opens. Only the button uses the link up: mail scanners open links too.

    The site's `Referrer-Policy: same-origin` keeps the secret from other sites. A stricter policy would
    make browsers hide where the button was pressed, and the check against forged requests would refuse it.
    """

    template_name = "accounts/open_link.html"
    link: EmailLink

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Open the page only for a link that still works."""
        try:
            self.link = read_link(secret=kwargs["secret"], now=timezone.now())
            return super().dispatch(request, *args, **kwargs)
        except LinkUnusable:
            return render(request, "accounts/link_unusable.html", status=410)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what the link opens."""
        return super().get_context_data(**kwargs, link=self.link)

    def post(self, request: HttpRequest, secret: str) -> HttpResponse:
        """Use the link and go on; a second factor is asked for first where the person has one."""
        user = use_link(secret=secret, now=timezone.now())
        target = settings.EMAIL_LINK_TARGETS[self.link.purpose]
        if request.user == user:
            return redirect(target)
        logout(request)
        return perform_login(request, user, redirect_url=reverse(target))


class Account(TemplateView):
    """A person's own page: how they sign in and where they go from here."""

    template_name = "accounts/account.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which ways of signing in the person has set up."""
        return super().get_context_data(**kwargs, has_second_factor=is_mfa_enabled(self.request.user))


class ChangeName(FormView):
    """A person says what they are called."""

    template_name = "accounts/change_name.html"
    form_class = NameForm
    success_url = reverse_lazy("accounts:account")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Know the person, whom the middleware has let in."""
        super().setup(request, *args, **kwargs)
        self.person = cast("User", request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Start from the present name, on a copy of the person that the page's header doesn't show."""
        return {**super().get_form_kwargs(), "instance": User.objects.get(pk=self.person.pk)}

    def form_valid(self, form: NameForm) -> HttpResponse:
        """Change it."""
        change_name(user=self.person, name=form.cleaned_data["name"], by=self.person)
        messages.success(self.request, _("Your name has been changed."))
        return super().form_valid(form)
