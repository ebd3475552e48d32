"""Each import contract of pyproject.toml is broken once, in a copy of the tree, and must say so."""

import re
import shutil
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP_LAYER = ["api", "desk", "insight"]
LOWER_APPS = [
    "planning",
    "matching",
    "initiatives",
    "volunteers",
    "groups",
    "strategy",
    "places",
    "notifications",
    "accounts",
    "core",
]
APPS = ["demo", *TOP_LAYER, *LOWER_APPS]
CONTAINERS = [*APPS, "core.registration"]  # a package in the layers of an app
INSIDE = [
    ["urls"],
    ["admin", "views", "management"],
    [
        "adapter",
        "context_processors",
        "middleware",
        "mixins",
        "once",
        "outbox",
        "registration",
        "seen",
        "signed_in",
        "templatetags",
    ],
    ["forms", "filters", "tasks"],
    ["importers"],
    [
        *("services", "audit", "bottlenecks", "candidates", "contents", "delivery", "evidence"),
        *("fairness_reports", "inputs", "known_devices", "limits", "locating", "monitoring"),
        *("openings", "own_data", "pending", "plans", "ranking", "readiness"),
        "retention",
        "suggestions",
    ],
    ["rules"],
    ["models"],
    ["querysets"],
]
STRANGERS = [
    ["admin", "views", "management"],
    ["forms", "filters", "tasks"],
]  # they also part neighbours
DJANGO_OWN = {"apps", "migrations"}
# What judges, scores and solves, in plain Python.
ENGINES = [
    "planning.solver",
    "matching.eligibility.rules",
    "matching.eligibility.columns",
    "matching.scoring.parts",
    "matching.scoring.columns",
]
CONTRACTS = {
    "apps": "Apps import downwards only",
    "inside": "Inside an app, modules import downwards only",
    "rest_framework": "The REST framework stays in the API",
    "engines": "The matching engines know no Django",
    "geometry": "Geocoding and geometry stay in places",
}


@pytest.fixture
def copy(tmp_path):
    """A copy of our Python files, with the contracts, that a test may spoil."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in ["config", *APPS]:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=skipped)
    return tmp_path


def skipped(folder, names):
    return [name for name in names if name == "__pycache__" or not (name.endswith(".py") or "." not in name)]


def spoil(copy, importer, imported):
    """Make one module import another, or create it so that it does."""
    module = copy / importer.replace(".", "/")
    file = module / "__init__.py" if module.is_dir() else module.with_suffix(".py")
    with file.open("a", encoding="utf-8") as lines:
        lines.write(f"\nimport {imported}\n")


def target(copy, package):
    """Make a module in a package that imports nothing, to be imported where it may not be."""
    (copy / package.replace(".", "/") / "wanted.py").touch()
    return f"{package}.wanted"


def lint(copy):
    """Check the contracts of the copy; returns the broken ones and the imports that are blamed."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=copy, capture_output=True, text=True, check=False)
    broken = {key for key, name in CONTRACTS.items() if f"{name} BROKEN" in done.stdout}
    kept = {key for key, name in CONTRACTS.items() if f"{name} KEPT" in done.stdout}
    assert broken | kept == set(CONTRACTS), done.stdout + done.stderr
    assert done.returncode == bool(broken)
    return broken, set(re.findall(r"([\w.]+) -> ([\w.]+)", done.stdout))


def break_all(copy, imports):
    for importer, imported in imports:
        spoil(copy, importer, imported)
    broken, blamed = lint(copy)
    assert blamed >= set(imports)
    return broken


def test_contracts_hold_as_the_tree_stands(copy):
    assert lint(copy) == (set(), set())


def test_contracts_are_those_tested_here():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

    assert {contract["id"]: contract["name"] for contract in contracts} == CONTRACTS


def test_contracts_know_every_app():
    assert {path.parent.name for path in ROOT.glob("*/apps.py")} == set(APPS)


def test_apps_contract_breaks_for_each_step_upwards(copy):
    steps = pairwise(["config", "demo", "insight", *LOWER_APPS])

    assert break_all(copy, [(f"{lower}.upwards", target(copy, upper)) for upper, lower in steps]) == {"apps"}


def test_apps_contract_breaks_between_siblings(copy):
    pairs = [(one, other) for one in TOP_LAYER for other in TOP_LAYER if one != other]

    assert break_all(copy, [(f"{one}.sideways_{other}", target(copy, other)) for one, other in pairs]) == {
        "apps"
    }


def test_inside_contract_breaks_for_each_step_upwards_and_between_siblings(copy):
    shutil.rmtree(copy / "insight")
    for name in ["", *(name for layer in INSIDE for name in layer)]:
        (copy / "insight" / name).mkdir()
        (copy / "insight" / name / "__init__.py").touch()
    upwards = [(low, high) for highs, lows in pairwise(INSIDE) for low in lows for high in highs]
    sideways = [(one, other) for layer in STRANGERS for one in layer for other in layer if one != other]

    imports = [
        (f"insight.{importer}.to_{imported}", target(copy, f"insight.{imported}"))
        for importer, imported in upwards + sideways
    ]

    assert break_all(copy, imports) == {"inside"}


def test_inside_contract_breaks_within_and_below_the_registration(copy):
    imports = [
        ("core.registration.forms", "core.registration.views"),
        ("core.registration.services", "core.registration.forms"),
        ("core.forms", "core.registration.steps"),
    ]

    assert break_all(copy, imports) == {"inside"}


def upwards_from_plain_modules(graph):
    """Return the imports by which a plain module uses something of the layers above it in its container."""
    layered = {name for layer in INSIDE for name in layer} | DJANGO_OWN
    return [
        (module, imported)
        for container in CONTAINERS
        for child in graph.find_children(container)
        if child.removeprefix(f"{container}.") not in layered
        for module in {child} | graph.find_descendants(child)
        for imported in graph.find_modules_directly_imported_by(module)
        if imported.startswith(f"{container}.")
        and imported.removeprefix(f"{container}.").split(".")[0] in layered
    ]


def test_plain_modules_import_nothing_above_them():
    assert upwards_from_plain_modules(grimp.build_graph(*APPS, cache_dir=None)) == []


def test_plain_modules_are_caught_when_they_do():
    graph = grimp.ImportGraph()
    for container in CONTAINERS:
        graph.add_module(container)
    upwards = [("core.text.words", "core.models"), ("core.registration.steps", "core.registration.forms")]
    for importer, imported in [*upwards, ("core.views", "core.forms")]:
        graph.add_module(importer.rpartition(".")[0])
        graph.add_import(importer=importer, imported=imported)

    assert upwards_from_plain_modules(graph) == upwards


def test_inside_contract_holds_in_every_app():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

    assert next(each for each in contracts if each["id"] == "inside")["containers"] == CONTAINERS


@pytest.mark.parametrize("package", ["rest_framework", "drf_spectacular"])
def test_rest_framework_contract_breaks_in_every_app_but_the_api(copy, package):
    apps = [app for app in APPS if app != "api"]

    assert break_all(copy, [(f"{app}.outside", package) for app in apps]) == {"rest_framework"}


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_contract_breaks_for_django(copy, engine):
    assert break_all(copy, [(engine, "django")]) == {"engines"}


def test_engines_contract_breaks_for_django_by_way_of_a_helper(copy):
    imports = [("matching.scoring.columns", "matching.helper"), ("matching.helper", "django")]

    assert break_all(copy, imports) == {"engines"}


def test_engines_contract_names_the_engines():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    listed = next(contract for contract in contracts if contract["id"] == "engines")["source_modules"]

    assert sorted(listed) == sorted(ENGINES)


@pytest.mark.parametrize("package", ["geopy", "shapely", "pyproj"])
def test_geometry_contract_breaks_everywhere_but_in_places(copy, package):
    outside = [app for app in ["config", *APPS] if app != "places"]

    assert break_all(copy, [(f"{app}.outside", package) for app in outside]) == {"geometry"}
