"""Take what may be personal out of texts that leave the database: log lines and descriptions of errors."""

import re
import traceback
from collections.abc import Iterator

HIDDEN = "[hidden]"
# Pages that anyone with their address can open: what follows these prefixes is a key.
SECRET_ADDRESSES = re.compile(r"(/account/(?:link|password/reset/key|confirm-email)/)[^/\s\"'?]+")
PERSONAL = (
    # PostgreSQL says which values it refused: Key (email)=(dev@example.com) already exists.
    (
        re.compile(r"(Key \([^)]*\)=\().*?(\) (?:already|is|conflicts|still)|\)\.?$)", re.MULTILINE),
        rf"\1{HIDDEN}\2",
    ),
    (re.compile(r"(Failing row contains ).*", re.DOTALL), rf"\1{HIDDEN}"),
    (re.compile(r"^((?:DETAIL|CONTEXT|LINE \d+|parameters):).*", re.MULTILINE), rf"\1 {HIDDEN}"),
    # What a form asked for stands behind the question mark of an address.
    (re.compile(r"(/[^\s?\"']*)\?[^\s\"']+=[^\s\"']*"), rf"\1?{HIDDEN}"),
    (re.compile(r"[^\s@\"'<>(),;:=]+@[^\s@\"'<>(),;:=]+\.[^\s@\"'<>(),;:=.]+"), HIDDEN),
    (re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?(?:\s|\+|%20)?\d[A-Z]{2}\b", re.IGNORECASE), HIDDEN),  # a postcode
    (re.compile(r"(?<![\w-])(?:\+44|0)(?:[ -]?\(?\d\)?){9,10}(?![\w-])"), HIDDEN),  # a telephone number
)
# The message of an error quotes what it could not take. Names of the program's own parts stay.
NAMES = (
    "attribute|column|constraint|database|field|function|index|module|named|relation|role|table|template|type"
)
QUOTED = re.compile(
    rf"(?<![\w])(?P<before>(?:{NAMES}) )?(?P<quote>[\"'“‘])(?P<words>.*?)[\"'”’](?!\w)", re.DOTALL
)


def hide_keys(text: str) -> str:
    """Return a text with the keys in its addresses hidden."""
    return SECRET_ADDRESSES.sub(rf"\1{HIDDEN}", text)


def hide_personal(text: str) -> str:
    """Return a text with keys and with whatever has the form of something personal hidden."""
    text = hide_keys(text)
    for pattern, instead in PERSONAL:
        text = pattern.sub(instead, text)
    return text


def hide_values(message: str) -> str:
    """Return the message of an error without anything personal and without the values that it quotes."""
    return QUOTED.sub(_hide_quoted, hide_personal(message))


def describe_error(error: BaseException) -> str:
    """Return an error, with what it came from, as a traceback that shows no values: no locals, no quotes."""
    return "\n".join(_lines(error, set()))


def _lines(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _lines(before, seen)
        yield "While that was handled:"
    yield from "".join(traceback.extract_tb(error.__traceback__).format()).splitlines()
    yield f"{type(error).__qualname__}: {hide_values(str(error))}"
    yield from (hide_values(note) for note in getattr(error, "__notes__", []))
    for part in getattr(error, "exceptions", ()):
        yield from _lines(part, seen)


def _hide_quoted(match: re.Match[str]) -> str:
    if match["before"] or match["words"] == HIDDEN:
        return match[0]
    return match["quote"] + HIDDEN + match[0][-1]
