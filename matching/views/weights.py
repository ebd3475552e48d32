"""Senior officers change how much each part of a score counts, after a look at what that would change."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from accounts.mixins import SeniorOfficerRequired
from accounts.signed_in import person_of
from core.once import MakesOne
from matching.forms.decisions import WeightsForm
from matching.models import WeightSet
from matching.ranking.weight_preview import Shift, shifts
from matching.services import change_weights, weights_in_force


class ChangeWeights(MakesOne, SeniorOfficerRequired, FormView):
    """The weights in force, a preview of others, and the versions so far."""

    template_name = "matching/weights.html"
    form_class = WeightsForm

    @cached_property
    def present(self) -> WeightSet:
        """Find the version in force."""
        return weights_in_force(timezone.now())

    def get_form_kwargs(self) -> dict[str, Any]:
        """Start from the weights in force."""
        return {**super().get_form_kwargs(), "weights": self.present.weights}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the versions."""
        versions = WeightSet.objects.select_related("made_by")
        return super().get_context_data(**kwargs, present=self.present, versions=versions)

    def form_valid(self, form: WeightsForm) -> HttpResponse:
        """Show what would change; change it once just that was looked at."""
        seen = self.seen(form.weights)
        is_save = "save" in self.request.POST
        if not is_save or self.request.POST.get("seen") != seen:
            shifted = self.preview(form.weights)
            context = self.get_context_data(form=form, shifts=shifted, seen=seen, is_new=is_save)
            return self.render_to_response(context)
        change_weights(
            weights=form.weights,
            reason=form.cleaned_data["reason"],
            by=person_of(self.request),
            now=timezone.now(),
        )
        messages.success(self.request, _("Saved. Rankings and new offers will now use these weights."))
        return redirect("matching:weights")

    def seen(self, weights: dict[str, int]) -> str:
        """Name what a preview shows: these weights against the version in force."""
        return ",".join(map(str, [self.present.version, *weights.values()]))

    def preview(self, weights: dict[str, int]) -> list[Shift]:
        """Hold today's rankings against those that there would be."""
        return shifts(self.present.weights, weights, on=timezone.localdate())
