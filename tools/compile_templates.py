"""Compiles every template of ours, so that a broken tag is found before a visitor finds it. Needs Django."""

import os
import sys
from pathlib import Path


def main(folder: Path = Path("templates")) -> int:
    """Print each template that does not compile, and return how many there are."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.template import TemplateDoesNotExist, TemplateSyntaxError
    from django.template.loader import get_template

    django.setup()
    broken = 0
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            get_template(file.relative_to(folder).as_posix())
        except (TemplateSyntaxError, TemplateDoesNotExist, UnicodeDecodeError) as error:
            print(f"{file}: {error}")
            broken += 1
    return broken


if __name__ == "__main__":
    sys.exit(min(main(), 1))
