"""Reads the forms of a page as a browser would: what they hold, and what they send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

TYPED = {"text", "email", "tel", "number", "search", "url", "textarea"}
CHOSEN = {"radio", "checkbox", "select"}


@dataclass
class Control:
    """One thing to fill in, with what it holds; of radio buttons and boxes, one of them."""

    name: str
    kind: str
    value: str = ""
    is_chosen: bool = True


@dataclass
class Form:
    """One form: how and where it is sent, and its controls."""

    method: str
    action: str
    controls: list[Control] = field(default_factory=list)

    @property
    def typed(self) -> list[str]:
        """The names of what someone types."""
        return [control.name for control in self.controls if control.kind in TYPED]

    @property
    def names(self) -> list[str]:
        """The names of everything that is sent."""
        return list(dict.fromkeys(control.name for control in self.controls))

    def filled(self, **changes: Any) -> dict[str, Any]:
        """Return what the form sends as it stands, with some of it changed."""
        held: dict[str, list[str]] = {}
        for control in self.controls:
            if control.is_chosen:
                held.setdefault(control.name, []).append(control.value)
        return {**held, **changes}


class Reader(HTMLParser):
    """Collects the forms in the main part of a page, and the ids that links may point at."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.ids: set[str] = set()
        self._is_inside = False
        self._box: Control | None = None  # the textarea or select that is open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.add(given.get("id", ""))
        if tag == "form":
            self.forms.append(Form(given.get("method", "get").lower(), given.get("action", "")))
            self._is_inside = True
        elif self._is_inside and tag == "option" and self._box:
            if "selected" in given or not self._box.value:
                self._box.value = given.get("value", "")
        elif self._is_inside and given.get("name") and given["name"] != "csrfmiddlewaretoken":
            self._add(tag, given)

    def _add(self, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text") if tag == "input" else tag
        is_chosen = kind not in {"radio", "checkbox"} or "checked" in given
        control = Control(given["name"], kind, given.get("value", ""), is_chosen)
        self.forms[-1].controls.append(control)
        self._box = control if tag in {"textarea", "select"} else None

    def handle_data(self, data: str) -> None:
        if self._box and self._box.kind == "textarea":
            self._box.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_inside = False
        if self._box and tag == self._box.kind:
            self._box.value = self._box.value.removeprefix("\n")  # HTML drops the first line break
            self._box = None


def read(body: str) -> Reader:
    """Read a page."""
    reader = Reader()
    reader.feed(body)
    reader.close()
    return reader
