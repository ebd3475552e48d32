import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.env import Env, SettingsError, load, read_file, require_public_names, signs_of_production

PROJECT = Path(__file__).resolve().parents[2]
# This machine's own `.env` file plays no part.
START = (
    "import config.env as env; env.read_file = lambda path: {}; "
    "import config.settings as s; "
    "print(s.DEBUG, s.ALLOWED_HOSTS, s.SITE['base_url'], s.IS_SQLITE)"
)
PRODUCTION = {
    "DJANGO_SECRET_KEY": "k" * 60,
    "AUDIT_KEYS": "a" * 60,
    "DJANGO_ALLOWED_HOSTS": "safer.example",
    "SITE_BASE_URL": "https://safer.example/",
}


def start(**variables):
    """Start the site's settings as production would; return how that ends."""
    return subprocess.run(
        [sys.executable, "-c", START],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_text_takes_the_value_or_the_default():
    env = Env({"NAME": "  Safer  "})

    assert env.text("NAME") == "Safer"
    assert env.text("OTHER", "default") == "default"


def test_required_refuses_an_absent_value_with_the_hint():
    assert Env({"KEY": "k"}).required("KEY", "Make one.") == "k"
    with pytest.raises(SettingsError, match=r"KEY is not set\. Make one\."):
        Env({}).required("KEY", "Make one.")


@pytest.mark.parametrize(("word", "flag"), [("1", True), ("Yes", True), ("off", False), ("", False)])
def test_flag_reads_yes_and_no(word, flag):
    assert Env({"FLAG": word}).flag("FLAG") is flag


def test_flag_refuses_other_words():
    with pytest.raises(SettingsError, match="write 1 for yes or 0 for no"):
        Env({"FLAG": "perhaps"}).flag("FLAG")


def test_number_reads_whole_numbers_and_refuses_the_rest():
    assert Env({"DAYS": "7"}).number("DAYS", 3) == 7
    assert Env({}).number("DAYS", 3) == 3
    for text in ("-1", "1.5", "seven", "²"):
        with pytest.raises(SettingsError, match="write a whole number, such as 3"):
            Env({"DAYS": text}).number("DAYS", 3)


def test_number_refuses_less_than_the_least():
    assert Env({"AGE": "16"}).number("AGE", 18, least=16) == 16
    with pytest.raises(SettingsError, match="AGE is “15”: write 16 or more"):
        Env({"AGE": "15"}).number("AGE", 18, least=16)


@pytest.mark.parametrize("address", ["", "https://council.example/{slug}/{gss}", "http://council.example/"])
def test_web_address_takes_an_address_or_nothing(address):
    assert Env({"PAGE": address}).web_address("PAGE", ("gss", "slug")) == address


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("javascript:alert(1)", "PAGE is “javascript:alert(1)”: write an address that starts with https://."),
        ("https://council.example/{ward}", "PAGE has {ward}: it can have {gss}, {slug}."),
    ],
)
def test_web_address_refuses_other_words_and_unknown_blanks(address, sentence):
    with pytest.raises(SettingsError) as refused:
        Env({"PAGE": address}).web_address("PAGE", ("gss", "slug"))

    assert str(refused.value) == sentence


def test_words_splits_at_commas():
    assert Env({"HOSTS": "a.example, b.example,,"}).words("HOSTS") == ["a.example", "b.example"]


def test_require_public_names_passes_named_hosts_and_encrypted_addresses():
    require_public_names(
        ["safer.example", ".safer.example"], ["https://*.safer.example"], "https://safer.example"
    )


@pytest.mark.parametrize(
    ("hosts", "origins", "base", "sentence"),
    [
        (["safer.example", "*"], [], "https://safer.example", "DJANGO_ALLOWED_HOSTS is “*”"),
        (["safer.example"], [], "http://safer.example", "SITE_BASE_URL is “http://safer.example”"),
        (
            ["safer.example"],
            ["http://safer.example"],
            "https://safer.example",
            "TRUSTED_ORIGINS has “http://",
        ),
        (["safer.example"], ["https://*"], "https://safer.example", "TRUSTED_ORIGINS has “https://"),
    ],
)
def test_require_public_names_refuses_any_name_and_plain_addresses(hosts, origins, base, sentence):
    with pytest.raises(SettingsError, match=re.escape(sentence)):
        require_public_names(hosts, origins, base)


@pytest.mark.parametrize(
    ("variables", "signs"),
    [
        ({}, []),
        ({"DJANGO_DEBUG": "1", "SITE_BASE_URL": "http://127.0.0.1:8000"}, []),
        ({"DJANGO_ALLOWED_HOSTS": "localhost, 127.0.0.1"}, []),
        ({"DATABASE_URL": "postgres://me@127.0.0.1:5432/demo"}, []),
        ({"DATABASE_URL": "postgres://%2Fvar%2Frun%2Fpostgresql/demo"}, []),
        ({"DATABASE_URL": "sqlite:////tmp/demo.sqlite3"}, []),
        ({"DJANGO_DEBUG": "1", "DJANGO_SECRET_KEY": "k"}, ["DJANGO_SECRET_KEY"]),
        ({"DJANGO_ALLOWED_HOSTS": "localhost,safer.example"}, ["DJANGO_ALLOWED_HOSTS"]),
        ({"SITE_BASE_URL": "https://safer.example"}, ["SITE_BASE_URL"]),
        ({"DATABASE_URL": "postgres://me@db.example/safer"}, ["DATABASE_URL"]),
    ],
)
def test_signs_of_production(variables, signs):
    assert signs_of_production(Env(variables)) == signs


def test_read_file_takes_names_and_values_and_skips_comments(tmp_path):
    file = tmp_path / ".env"
    file.write_text("# a comment\nNAME = 'Safer'\n\nnot a setting\nURL=a=b\n", encoding="utf-8")

    assert read_file(file) == {"NAME": "Safer", "URL": "a=b"}
    assert read_file(tmp_path / "absent") == {}


def test_load_lets_the_shell_win(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("SITE_NAME=File\nONLY_FILE=1\n", encoding="utf-8")
    monkeypatch.setenv("SITE_NAME", "Shell")

    env = load(tmp_path)

    assert (env.text("SITE_NAME"), env.text("ONLY_FILE")) == ("Shell", "1")


def test_production_starts_with_a_key_a_host_and_an_address():
    result = start(**PRODUCTION)

    assert (result.returncode, result.stdout) == (0, "False ['safer.example'] https://safer.example True\n")


@pytest.mark.parametrize(("missing", "sentence"), [(name, f"{name} is not set.") for name in PRODUCTION])
def test_production_does_not_start_without_what_it_needs(missing, sentence):
    result = start(**{name: value for name, value in PRODUCTION.items() if name != missing})

    assert result.returncode == 1
    assert result.stderr.startswith(sentence)
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"DJANGO_ALLOWED_HOSTS": "*"}, "DJANGO_ALLOWED_HOSTS is “*”"),
        ({"SITE_BASE_URL": "http://safer.example"}, "SITE_BASE_URL is “http://safer.example”"),
        ({"DJANGO_CSRF_TRUSTED_ORIGINS": "http://safer.example"}, "DJANGO_CSRF_TRUSTED_ORIGINS has “http://"),
    ],
)
def test_production_does_not_start_under_any_name_or_unencrypted(changed, sentence):
    result = start(**{**PRODUCTION, **changed})

    assert result.returncode == 1
    assert result.stderr.startswith(sentence)


def test_postgresql_is_used_when_the_url_says_so():
    result = start(**PRODUCTION, DATABASE_URL="postgres://someone@db.example/safer")

    assert result.stdout == "False ['safer.example'] https://safer.example False\n"


def test_every_variable_of_the_settings_is_in_the_example_file():
    source = (PROJECT / "config" / "settings.py").read_text(encoding="utf-8")
    names = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source))
    example = (PROJECT / ".env.example").read_text(encoding="utf-8")
    shown = set(re.findall(r"^#? ?([A-Z_]+)=", example, flags=re.MULTILINE))

    assert names == shown
