import errno
import shutil

import pytest

from tools.failure import Failure, explain, explain_error


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("npm error code ENOSPC", "disk is full"),
        ("sqlite3.OperationalError: database or disk is full", "disk is full"),
        ("The virtual environment was not created because ensurepip is not available", "python3-venv"),
        ("/usr/bin/python3: No module named venv", "python3-venv"),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE",
            "not the one that was locked",
        ),
        (
            "error: Failed to download `rules==3.5`\n  cause: Hash mismatch for `rules==3.5`",
            "not the one that was locked",
        ),
        ("npm error code EINTEGRITY", "not the one that was locked"),
        ("Failed to establish a new connection: [Errno -3] Temporary failure in name resolution", "network"),
        ("ERROR: No matching distribution found for django==5.2.19", "network"),
        (
            "error: Failed to fetch: x\n  cause: error sending request for url (x)\n  cause: dns error",
            "network",
        ),
        ("error: No solution found when resolving dependencies", "network"),
        ("npm error network request failed, reason: getaddrinfo EAI_AGAIN", "network"),
        ("django.db.utils.OperationalError: database is locked", "in use"),
        ("dj_database_url.UnknownSchemeError: Scheme '://' is unknown.", "write it like postgres://"),
        ('connection to server at "127.0.0.1", port 1 failed: Connection refused', "start it"),
        ("OperationalError: [Errno -2] failed to resolve host 'db': Name or service not known", "start it"),
    ],
)
def test_explain_recognises(output, words):
    assert words in explain(output, "something else")


@pytest.mark.parametrize("output", ["", "ModuleNotFoundError: No module named 'places'", "SyntaxError"])
def test_explain_leaves_the_rest_alone(output):
    assert explain(output, "something else") == "something else"


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        shutil.Error([("a", "b", "[Errno 28] No space left on device")]),
    ],
)
def test_explain_error_full_disk(error):
    assert explain_error(error).startswith("The disk is full: free some space")


def test_explain_error_names_the_file():
    error = PermissionError(errno.EACCES, "Permission denied", "build/static")

    assert explain_error(error) == (
        "[Errno 13] Permission denied: 'build/static': mend this, then run the same command again; "
        "finished steps are not repeated."
    )


def test_failure_keeps_its_tail():
    assert Failure("Do this.", tail="because").tail == "because"
