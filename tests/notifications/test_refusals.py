from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

import pytest

from notifications.refusals import Refusal, judge

FOR_GOOD, FOR_NOW, NO_SERVER = Refusal


def recipient(code, words):
    return SMTPRecipientsRefused({"a@example.com": (code, words)})


@pytest.mark.parametrize(
    ("error", "refusal"),
    [
        (recipient(550, b"5.1.1 No such user"), FOR_GOOD),
        (recipient(550, "No such user"), FOR_GOOD),
        (recipient(553, b"\xff"), FOR_GOOD),
        (recipient(450, b"4.2.0 Greylisted"), FOR_NOW),
        (recipient(421, b"Too busy"), FOR_NOW),
        (recipient(554, b"5.7.1 Relay access denied"), FOR_NOW),
        (recipient(530, b"Authentication required"), FOR_NOW),
        (SMTPDataError(554, b"No"), FOR_GOOD),
        (SMTPDataError(451, b"Later"), FOR_NOW),
        (SMTPSenderRefused(550, b"No", "no-reply@safer.example"), NO_SERVER),
        (SMTPAuthenticationError(535, b"Wrong password"), NO_SERVER),
        (SMTPConnectError(554, b"No"), NO_SERVER),
        (SMTPServerDisconnected("gone"), NO_SERVER),
        (ConnectionRefusedError(), NO_SERVER),
        (TimeoutError(), NO_SERVER),
        (ValueError("a header with a line break"), FOR_GOOD),
    ],
)
def test_judge(error, refusal):
    assert judge(error) == refusal
