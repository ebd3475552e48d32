from datetime import date

import pytest
from django.template.loader import render_to_string

from api.serializers.initiatives import RoleSerializer
from initiatives.forms.roles import RoleForm
from initiatives.needs import Need, statements
from initiatives.templatetags.initiatives import also_needed
from tests.factories.initiatives import RoleFactory

DAY = date(2026, 6, 1)


@pytest.fixture
def declared(monkeypatch):
    """A need that stands for those that are declared: of a field that each role has."""
    need = Need("is_minimum_hard", "They have to come together", "Everybody comes together")
    monkeypatch.setattr("initiatives.needs.NEEDS", (need,))
    monkeypatch.delitem(RoleForm.base_fields, need.field)
    monkeypatch.delitem(RoleSerializer._declared_fields, need.field, raising=False)
    return need


@pytest.mark.parametrize("needed", [True, False])
def test_a_declared_need_is_asked_in_the_form_of_a_role(db, declared, needed):
    form = RoleForm(day=DAY, role=RoleFactory(is_minimum_hard=needed))

    field = form[declared.field]

    assert field.label == "They have to come together"
    assert field.initial is needed
    assert declared.field in RoleForm(day=DAY).fields


@pytest.mark.parametrize("template", ["initiatives/_role_facts.html", "matching/_role_needs.html"])
def test_a_declared_need_is_on_the_pages_of_roles_that_have_it(db, declared, template):
    needs, does_not = RoleFactory(is_minimum_hard=True), RoleFactory(is_minimum_hard=False)

    pages = [render_to_string(template, {"role": role, "opening": role}) for role in (needs, does_not)]

    assert ["Everybody comes together" in page for page in pages] == [True, False]
    assert (statements(needs), also_needed(does_not)) == (["Everybody comes together"], [])


def test_a_declared_need_is_in_the_api(declared):
    fields = RoleSerializer().get_fields()

    assert fields[declared.field].help_text == "Everybody comes together"
