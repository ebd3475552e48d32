from initiatives.filters import RoleFilter
from initiatives.models import Role
from initiatives.services import rebuild_index
from tests.factories.initiatives import InitiativeFactory, ProtectedInitiativeFactory, RoleFactory
from tests.factories.places import PostcodeFactory


def found(**asked):
    filters = RoleFilter(asked, queryset=Role.objects.listed())
    assert filters.is_valid()
    return [role.title for role in filters.qs]


def test_role_filter_finds_the_roles_of_what_the_questions_find(db):
    PostcodeFactory(code="WV1 1RG", latitude=52.5870, longitude=-2.1296)
    RoleFactory(title="Near", initiative=InitiativeFactory(title="Boxing"))
    RoleFactory(title="Far", initiative=InitiativeFactory(title="Boxing", latitude=52.7))
    RoleFactory(title="Private", initiative=ProtectedInitiativeFactory(title="Boxing"))
    RoleFactory(title="Chess", initiative=InitiativeFactory(title="Chess"))
    rebuild_index()

    assert found(q="boxing") == ["Far", "Near", "Private"]
    assert found(q="boxing", postcode="WV1 1RG") == ["Near"]
    assert found(q="boxing", postcode="WV1 1RG", sort="best") == ["Near"]
    assert found() == ["Chess", "Far", "Near", "Private"]
