"""Turns text into the plain terms that both databases look up.

The databases are given nothing but letters a to z and digits, so that they agree on every text in every
script: nothing is left to their own parsers, stemmers or query languages.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

MOST_WORDS = 12  # of one question; the rest of a longer one is not looked at
MOST_TERMS = 4000  # of one title or body
LONGEST_WORD = 64

# Letters that Unicode doesn't take apart into a base letter and an accent.
PLAIN_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"}
)
APOSTROPHES = str.maketrans("", "", "'’ʼ‘`")
# Scripts written without spaces: each character is a word of its own.
UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff])"
)
PLAIN_WORD = re.compile(r"[a-z0-9]+")
SMALL_WORDS = {
    *("a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "is", "it", "near", "of", "on"),
    *("or", "our", "that", "the", "their", "there", "this", "to", "we", "what", "where", "which", "who"),
    *("with", "you", "your"),
}

PLURAL = re.compile(
    r"(?P<keep>.*(ss|us|is))$|(?P<hiss>.+(x|ch|sh|ss|zz|us))es$|(?P<ies>.{2,})ies$|(?P<other>.{2,})s$"
)
ACTION = re.compile(r"(?P<root>[a-z]*[aeiouy][a-z]*?)(ing|(?<!e)ed)$")
CONSONANT_VOWEL_CONSONANT = re.compile(r"[^aeiou][aeiouy][^aeiouwxy]")
DOUBLE = re.compile(r"([^aeiou])\1$")


class Question(NamedTuple):
    """What someone looks for: all of the terms, and the last word, which may be a beginning.

    The last word is found by its root as well, where it has one that differs.
    """

    terms: tuple[str, ...]
    beginning: str
    root: str


def terms(text: str) -> list[str]:
    """Return the terms of a text, in order: each word, and the root of one that has an English ending."""
    found: list[str] = []
    for word in _words(text):
        root = stem(word)
        found += [word] if root == word else [word, root]
        if len(found) >= MOST_TERMS:
            break
    return found


def question(text: str) -> Question | None:
    """Return what a typed text asks for, or nothing where it holds no word.

    Small words (“for”, “the”) don't count unless there is nothing else.
    """
    words = list(dict.fromkeys(_words(text[:2000])))
    words = ([word for word in words if word not in SMALL_WORDS] or words)[:MOST_WORDS]
    if not words:
        return None
    *others, last = words
    return Question(tuple(map(stem, others)), beginning=last, root=stem(last))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the root that a word shares with its plural and its -ing and -ed forms."""
    if not word.isalpha() or len(word) < 4:
        return word
    root = _without_action(_singular(word))
    if root.endswith("e") and len(root) > 4:
        root = root[:-1]
    return DOUBLE.sub(r"\1", root)


def _singular(word: str) -> str:
    match = PLURAL.match(word)
    if not match:
        return word
    if match["ies"]:
        return f"{match['ies']}y"
    return match["keep"] or match["hiss"] or match["other"]


def _without_action(word: str) -> str:
    match = ACTION.match(word)
    if not match or len(match["root"]) < 3:
        return word
    root = match["root"]
    if root.endswith("i"):  # carried, skiing
        return f"{root[:-1]}y"
    return f"{root}e" if CONSONANT_VOWEL_CONSONANT.fullmatch(root) else root


def _words(text: str) -> Iterator[str]:
    if text.isascii():  # the usual case, and much quicker
        yield from (word[:LONGEST_WORD] for word in PLAIN_WORD.findall(text.translate(APOSTROPHES).lower()))
        return
    for word in "".join(map(_letter_or_space, UNSPACED.sub(r" \1 ", _folded(text)))).split():
        short = word[:LONGEST_WORD]
        yield short if short.isascii() else f"0x{short.encode('utf-8').hex()}"


def _folded(text: str) -> str:
    """Return the text in small letters without accents or apostrophes."""
    composed = unicodedata.normalize("NFC", text).casefold()
    apart = unicodedata.normalize("NFKD", composed.translate(PLAIN_LETTERS).translate(APOSTROPHES))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _letter_or_space(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "So":  # an emoji is a word of its own
        return f" {letter} "
    return letter if category[0] in "LNM" else " "
