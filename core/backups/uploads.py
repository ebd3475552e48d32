"""The files that officers uploaded: into a backup, and back into their folder."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

ASIDE = ".before-restore"


def copy_to(target: Path) -> int:
    """Copy the files; return how many. One that goes meanwhile was imported or dropped, and is left out."""
    folder = _folder()
    paths = [path.relative_to(folder) for path in sorted(folder.rglob("*")) if _is_upload(path)]
    return sum(_copy(folder / path, target / path) for path in paths)


def are_there() -> bool:
    """Whether the folder holds anything."""
    return _folder().exists() and any(_folder().iterdir())


@contextmanager
def replaced(source: Path) -> Iterator[None]:
    """Put a backup's files in the place of the present ones, for good if what follows goes well.

    The folder itself stays, as it can be a disk of its own.
    """
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = folder / ASIDE
    _recover(folder, aside)
    aside.mkdir(mode=0o700)
    _move(folder, aside)
    try:
        if source.is_dir():
            shutil.copytree(source, folder, dirs_exist_ok=True)
        yield
    except BaseException:
        _recover(folder, aside)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _folder() -> Path:
    return Path(settings.UPLOADS_DIR)


def _is_upload(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and ASIDE not in path.parts


def _copy(path: Path, target: Path) -> bool:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        shutil.copyfile(path, target)
    except FileNotFoundError:
        return False
    return True


def _recover(folder: Path, aside: Path) -> None:
    """Put back what is aside, instead of what is there now."""
    if not aside.exists():
        return
    for path in folder.iterdir():
        if path != aside:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    _move(aside, folder)
    aside.rmdir()


def _move(source: Path, target: Path) -> None:
    for path in list(source.iterdir()):
        if path != target:
            path.rename(target / path.name)
