"""Public pages about groups."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.views.generic import DetailView

from core.lists import PagedList
from groups.filters import GroupFilter
from groups.models import Group
from groups.querysets import GroupQuerySet


@method_decorator(login_not_required, name="dispatch")
class GroupList(PagedList):
    """The directory of approved groups, with filters."""

    template_name = "groups/list.html"
    context_object_name = "groups"

    def get_queryset(self) -> GroupQuerySet:
        """Return the groups that match the filters, or none if the filters have errors."""
        groups = Group.objects.listed().with_list_facts()
        self.filters = GroupFilter(self.request.GET, queryset=groups, request=self.request)
        return self.filters.qs if self.filters.is_valid() else groups.none()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the filter form as it was filled in."""
        return super().get_context_data(**kwargs, form=self.filters.form)


@method_decorator(login_not_required, name="dispatch")
class GroupDetail(DetailView):
    """The public page of an approved group."""

    template_name = "groups/detail.html"
    context_object_name = "group"

    def get_queryset(self) -> GroupQuerySet:
        """Return listed groups only, for every visitor."""
        return Group.objects.listed().with_public_facts()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the group offers, and a quick exit if it helps people who may be watched."""
        is_sensitive = any(priority.is_sensitive for priority in self.object.priorities.all())
        offers = self.object.initiatives.listed().summarised()
        return super().get_context_data(**kwargs, is_sensitive=is_sensitive, offers=offers)
