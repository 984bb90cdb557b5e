from __future__ import annotations

import re
import subprocess
import sys

import pytest

HEAVY = {
    "faiss", "gradio", "httpx", "huggingface_hub", "llama_cpp", "numpy", "pydantic",
    "sentence_transformers", "tokenizers", "torch", "tqdm", "trafilatura", "transformers",
}  # fmt: skip

PROBE = """
import sys
from rag.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    print(end.code, file=sys.stderr)
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["--version"], ["askk"]])
def test_help_imports_nothing_heavy(arguments):
    command = [sys.executable, "-c", PROBE, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    *_, status, modules = done.stderr.splitlines()
    assert status == ("2" if arguments == ["askk"] else "0")
    assert HEAVY & set(modules.split()) == set()
    assert "argparse" in modules.split()


def test_help_names_every_command_and_the_exit_status(run):
    out = run("--help").out
    for command in ("index", "ask", "list", "show", "remove", "stats", "models", "doctor"):
        assert f"\n    {command}" in out
    assert "app" in out and "eval" in out
    assert "exit status: 0 answered, 3 not in the articles" in " ".join(out.split())


@pytest.mark.parametrize("command", "index ask list show remove stats models doctor".split())
def test_help_of_a_command_shows_its_options(run, command):
    done = run(command, "--help")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(f"usage: dateline {command} ")


@pytest.mark.parametrize("command", ["ask", "index"])
def test_help_tells_the_defaults_that_settings_have(run, command):
    from rag.settings import Settings

    said = " ".join(run(command, "--help").out.split())
    told = re.findall(r"--([a-z-]+) \w+ [^-]*?\(default ([\d.]+)\)", said)
    assert len(told) > 1
    for option, default in told:
        assert Settings.model_fields[option.replace("-", "_")].default == float(default), option


@pytest.mark.parametrize("command", ["app", "eval"])
def test_commands_from_outside_have_their_own_help(run, command):
    done = run(command, "--help")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith(f"usage: dateline {command} ")


def test_version_is_that_of_the_package(run):
    from importlib.metadata import version

    assert run("--version").out == f"dateline {version('dateline')}\n"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "the following arguments are required: COMMAND; see `dateline --help`"),
        (["ask", "--what"], "unrecognized arguments: --what; see `dateline --help`"),
        (["show"], "the following arguments are required: ARTICLE; see `dateline show --help`"),
        (["ask", "--model"], "argument --model: expected one argument; see `dateline ask --help`"),
    ],
)  # fmt: skip
def test_bad_usage_is_one_line_with_the_way_to_help(run, arguments, complaint):
    said = run(*arguments).complaint(2)
    assert said.replace("article", "ARTICLE") == complaint


def test_unknown_command_lists_the_known_ones(run):
    said = run("askk").complaint(2)
    assert "'askk'" in said and "'ask'" in said and "'index'" in said


@pytest.mark.parametrize("command", ["app", "eval"])
def test_bad_usage_of_the_commands_from_outside_is_two_for_status(run, command):
    assert run(command, "--what").status == 2
