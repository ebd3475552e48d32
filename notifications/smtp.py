"""Hand messages to a mail server. A late answer is no refusal, or the message would be sent twice."""

import smtplib
from typing import Any

from django.core.mail.backends import smtp

# How long a server may take over a whole message that it has received (RFC 5321, 4.5.3.2.6)
ANSWER_SECONDS = 600


class PatientSMTP(smtplib.SMTP):
    """A connection that waits for the answer to a whole message much longer than for any other."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send the text of a message and return the server's answer."""
        self._wait_for(ANSWER_SECONDS)
        try:
            return super().data(msg)
        finally:
            self._wait_for(self.timeout)

    def _wait_for(self, seconds: float) -> None:
        if self.sock:  # no longer if the server has gone
            self.sock.settimeout(seconds)


class EmailBackend(smtp.EmailBackend):
    """Django's backend, for one message at a time. Nothing after the server's yes can undo it."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Return the class of connection."""
        return PatientSMTP

    def close(self) -> None:
        """Say goodbye. A wrong answer to it doesn't matter."""
        try:
            super().close()
        except smtplib.SMTPException:
            return
