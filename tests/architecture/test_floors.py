"""How many floors an app has: the longest path of imports among its modules, a package counting as one."""

from functools import cache
from itertools import pairwise

import grimp
import pytest

MOST = {"matching": 5}


def module_of(path):
    """The module or package right below the app in which a module lies."""
    _app, *below = path.split(".")
    return below[0] if below else ""


def imports_within(app):
    """Which modules of an app each of them imports."""
    graph = grimp.build_graph(app, cache_dir=None)
    found = {module_of(path): set() for path in graph.modules}
    for path in graph.modules:
        for imported in graph.find_modules_directly_imported_by(path):
            found[module_of(path)].add(module_of(imported))
    return {module: imported - {module, ""} for module, imported in found.items() if module}


def longest_path(imports):
    """One of the longest paths of imports."""

    @cache
    def down_from(module):
        return max(([module, *down_from(each)] for each in imports[module]), key=len, default=[module])

    return max(map(down_from, imports), key=len)


@pytest.mark.parametrize("app", MOST)
def test_an_app_has_no_more_floors_than_it_may(app):
    path = longest_path(imports_within(app))

    assert len(path) <= MOST[app], " → ".join(path)


def test_longest_path_follows_imports_all_the_way_down():
    imports = {"urls": {"views"}, "views": {"models", "forms"}, "forms": {"models"}, "models": set()}

    path = longest_path(imports)

    assert path == ["urls", "views", "forms", "models"]
    assert all(below in imports[above] for above, below in pairwise(path))
