"""Official files that senior officers bring: checked, looked at, and only then stored."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import FormView, TemplateView

from accounts.mixins import SeniorOfficerRequired
from core.lists import PagedList
from core.once import MakesOne
from core.spreadsheets import csv_response
from desk.views.officer import officer_of
from places.forms import ConfirmForm, UploadForm
from places.models import ImportRun, Upload
from places.services import NotNow, bring_upload, confirm_upload, drop_upload, has_died, restart_upload
from places.tasks import check_upload, write_upload

FIRST_FEW = 20
COUNTS = {
    "added": gettext_lazy("Added"),
    "changed": gettext_lazy("Changed"),
    "ended": gettext_lazy("Ended"),
    "unchanged": gettext_lazy("Unchanged"),
    "refused": gettext_lazy("Refused"),
}


class ImportList(SeniorOfficerRequired, PagedList):
    """The kinds of official file with the day each was last stored, and the files that were brought."""

    template_name = "desk/imports.html"
    context_object_name = "uploads"

    def get_queryset(self) -> Any:
        """Return what was brought, the newest first."""
        return Upload.objects.for_list()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the kinds."""
        runs = {run.kind: run for run in ImportRun.objects.last_of_each_kind()}
        kinds = [(kind, label, runs.get(kind)) for kind, label in Upload.Kind.choices]
        return super().get_context_data(**kwargs, kinds=kinds)


class ImportNew(MakesOne, SeniorOfficerRequired, FormView):
    """An officer brings a file of one kind."""

    form_class = UploadForm
    template_name = "desk/import_new.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form the kind and today."""
        return {**super().get_form_kwargs(), "kind": self.kind, "day": timezone.localdate()}

    def form_valid(self, form: UploadForm) -> HttpResponse:
        """Keep the file and let a worker read it."""
        upload = bring_upload(
            kind=form.kind,
            files=form.files_given(),
            options=form.options(),
            by=officer_of(self.request),
            now=timezone.now(),
        )
        check_upload.enqueue(str(upload.pk), upload.attempt)
        return redirect(upload)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what kind it is."""
        return super().get_context_data(**kwargs, kind=self.kind)

    @property
    def kind(self) -> Upload.Kind:
        """The kind of the address, or 404."""
        try:
            return Upload.Kind(self.kwargs["kind"])
        except ValueError as error:
            raise Http404 from error


class ImportPage(SeniorOfficerRequired, TemplateView):
    """One file: how far it is, what it would do or has done. What is posted stores it."""

    template_name = "desk/import.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let a worker store it, if this is what the officer has looked at."""
        upload = find(kwargs["pk"])
        form = ConfirmForm(request.POST, upload=upload)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            upload = confirm_upload(
                upload=upload, by=officer_of(request), now=timezone.now(), **form.answers()
            )
        except NotNow:
            messages.warning(
                request, _("The data has changed since you looked, so nothing was saved. Check it again.")
            )
            return redirect(upload)
        write_upload.enqueue(str(upload.pk), upload.attempt)
        return redirect(upload)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the report and what can be done next."""
        upload = find(self.kwargs["pk"])
        counts = [(label, upload.report.get(name, 0)) for name, label in COUNTS.items()]
        return super().get_context_data(
            **{"form": ConfirmForm(upload=upload), **kwargs},
            upload=upload,
            counts=counts,
            refusals=upload.refusals[:FIRST_FEW],
            has_died=has_died(upload, timezone.now()),
        )


class ImportAgain(SeniorOfficerRequired, View):
    """An officer has a file read again whose worker has died."""

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Start again."""
        upload = find(pk)
        try:
            upload = restart_upload(upload=upload, by=officer_of(request), now=timezone.now())
        except NotNow:
            messages.warning(request, _("This file is already being processed, or it is finished."))
        else:
            check_upload.enqueue(str(upload.pk), upload.attempt)
        return redirect(upload)


class ImportDrop(SeniorOfficerRequired, View):
    """An officer throws a file away."""

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Delete the file."""
        upload = find(pk)
        try:
            drop_upload(upload=upload, by=officer_of(request), now=timezone.now())
        except NotNow:
            messages.warning(request, _("This file is being processed, or it is finished."))
        return redirect(upload)


class ImportRefused(SeniorOfficerRequired, View):
    """The refused rows of a file as a table to download."""

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:  # Django's signature
        """Return them as CSV that a spreadsheet opens as text."""
        return csv_response("refused-rows.csv", ("file", "line", "reason"), find(pk).refusals)


def find(pk: Any) -> Upload:
    """Return an upload, or answer 404."""
    upload: Upload = get_object_or_404(Upload.objects.select_related("brought_by"), pk=pk)
    return upload
