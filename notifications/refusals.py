"""What an error means that was raised while a message was being sent: try again, or never."""

import re
from enum import StrEnum
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

# What mail servers and bad addresses raise: smtplib's errors are OSErrors, a bad header is a ValueError.
ERRORS = (OSError, ValueError)
# The server refuses this site, not this message: it wants a password or another order of commands.
ABOUT_US = frozenset({503, 530, 534, 535, 538})
# The enhanced code X.7.Y (RFC 3463) is about the server's own rules, such as who may send through it.
POLICY = re.compile(r"5\.7\.\d")


class Refusal(StrEnum):
    """What to do with a message that was not sent."""

    FOR_GOOD = "for_good"  # the same message would always be refused
    FOR_NOW = "for_now"  # this message may be accepted later
    NO_SERVER = "no_server"  # no message can be sent at present


def judge(error: Exception) -> Refusal:
    """Return what an error of `ERRORS` means."""
    match error:
        case SMTPRecipientsRefused():
            return _of_code(*next(iter(error.recipients.values())))
        case SMTPSenderRefused():
            return Refusal.NO_SERVER
        case SMTPDataError():
            return _of_code(error.smtp_code, error.smtp_error)
        case ValueError():
            return Refusal.FOR_GOOD
        case _:
            return Refusal.NO_SERVER


def _of_code(code: int, words: bytes | str) -> Refusal:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    is_final = 500 <= code < 600 and code not in ABOUT_US and not POLICY.match(text)
    return Refusal.FOR_GOOD if is_final else Refusal.FOR_NOW
