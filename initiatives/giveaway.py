"""Find what a public text says of a private address: its postcode, street or building, misspelt or not.

It is for officers, who read every text of an initiative at a private address before it is public. It may name
what gives nothing away, and a riddle about an address passes: only a person can tell.
"""

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher

SHORT_FORMS = {
    "ave": "avenue",
    "cl": "close",
    "cres": "crescent",
    "ct": "court",
    "dr": "drive",
    "gdns": "gardens",
    "ln": "lane",
    "pl": "place",
    "rd": "road",
    "sq": "square",
    "st": "street",
}
# What every address of the city may say.
TELLS_NOTHING = {"wolverhampton", "westmidlands", "england", "uk", "unitedkingdom", "flat", "unit", "floor"}
SHORTEST = 4  # letters of a name that is looked for
NEAR = 0.85  # how much alike two spellings are, from 0 to 1


def giveaways(text: str, *, address: str, postcode: str) -> list[str]:
    """Return the parts of an address that a text contains, each once, as the address says them."""
    words = _words(text)
    found = [part for part in _parts(address) if _is_in(part, words)]
    if postcode and _joined(postcode) in _joined(text):
        found.append(postcode)
    return list(dict.fromkeys(found))


def _parts(address: str) -> Iterator[str]:
    """Yield the street and the building without their numbers."""
    for part in re.split(r"[,;\n]", address):
        name = re.sub(r"^\W*\d+\w*(\s*[-–/]\s*\d+\w*)?\s+", "", part).strip()
        if len(_joined(name)) >= SHORTEST and _joined(name) not in TELLS_NOTHING:
            yield name


def _is_in(part: str, words: list[str]) -> bool:
    """Whether some words in a row spell a part of the address, nearly enough."""
    wanted = _words(part)
    name = "".join(wanted)
    return any(
        _is_near(name, "".join(words[start : start + length]))
        for length in range(max(1, len(wanted) - 1), len(wanted) + 2)
        for start in range(len(words) - length + 1)
    )


def _is_near(one: str, other: str) -> bool:
    match = SequenceMatcher(None, one, other, autojunk=False)
    return match.real_quick_ratio() >= NEAR and match.quick_ratio() >= NEAR and match.ratio() >= NEAR


def _words(text: str) -> list[str]:
    """Return the words without accents, apostrophes and capitals, each in its long form."""
    return [SHORT_FORMS.get(word, word) for word in re.findall(r"[a-z0-9]+", _plain(text))]


def _joined(text: str) -> str:
    return "".join(re.findall(r"[a-z0-9]+", _plain(text)))


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    shown = (letter for letter in letters if unicodedata.category(letter) not in {"Mn", "Cf"})
    return "".join(shown).casefold().replace("'", "").replace("’", "")
