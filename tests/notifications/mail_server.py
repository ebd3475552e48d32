"""A mail server on this machine that follows a script: refuses, hangs, drops, or is slow to say yes."""

import socketserver
import threading
import time
from collections import deque
from email import message_from_bytes
from typing import ClassVar

GOODBYE = "garbled goodbye"
LONG_LINE = b"2" * 9000 + b"\r\n"  # longer than smtplib reads


class Session(socketserver.StreamRequestHandler):
    """One connection. What it does is the next word of the script; with none left it accepts."""

    server: "MailServer"

    def handle(self):
        """Answer until the client or the script ends the connection."""
        act = self.server.script.popleft() if self.server.script else "accept"
        self.server.acts.append(act)
        if act == "close":
            return
        self.say("220 hello")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if not self.answer(word, act):
                return

    def answer(self, word, act):
        """Answer one command; return whether to go on."""
        if act == f"drop at {word.decode()}":
            return False
        if act == f"hang at {word.decode()}":
            self.server.is_over.wait(5)
            return False
        match word:
            case b"EHLO" | b"HELO":
                self.say("250 here")
            case b"RCPT" if act[0].isdigit():
                self.say(act)
            case b"DATA":
                return self.take(act)
            case b"QUIT":
                if act == GOODBYE:
                    self.wfile.write(LONG_LINE)
                else:
                    self.say("221 bye")
                return False
            case _:
                self.say("250 ok")
        return True

    def take(self, act):
        """Receive a message; return whether to go on."""
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if act == "drop after text":
            return False
        if act.startswith("text "):
            self.say(act.removeprefix("text "))
            return True
        self.server.delivered.append(message_from_bytes(b"".join(lines)))
        if act == "late":
            time.sleep(self.server.LATE_SECONDS)
        self.say("250 taken")
        return True

    def say(self, words):
        """Send a line."""
        self.wfile.write(f"{words}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """The server: what it is to do, what it did, and what it accepted."""

    allow_reuse_address = True
    daemon_threads = True
    LATE_SECONDS: ClassVar[float] = 1.0

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Session)
        self.script, self.acts, self.delivered = deque(), [], []
        self.is_over = threading.Event()

    @property
    def port(self):
        """Where it listens."""
        return self.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.shutdown()
        self.server_close()
