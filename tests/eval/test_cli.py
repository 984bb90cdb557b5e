from __future__ import annotations

import json

import pytest

from eval import cli
from eval.records import load_result


@pytest.fixture
def evaluate(bridge_set, tmp_path, capsys):
    """Runs the command in a working folder of its own; status, output, errors."""

    def run(*arguments: str, set: str = bridge_set):
        first = [set] if not arguments or arguments[0] not in ("sweep", "compare", "report") else []
        work = (
            [] if arguments and arguments[0] in ("compare", "report") else ["--work", str(tmp_path)]
        )
        status = cli.main([*arguments[:1], *arguments[1:], *first, *work])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def results(tmp_path):
    return sorted((tmp_path / "results").glob("*.json"))


def test_set_is_measured_and_kept(evaluate, tmp_path):
    status, out, err = evaluate()
    assert status == 0
    assert "## bridge · dateline" in out and "| refused absent" in out
    assert "4/4" in err and "correct" in err  # the bar
    (path,) = results(tmp_path)
    assert not list((tmp_path / "results").glob("*.part.jsonl"))
    assert f"result: {path}" in out
    assert len(load_result(path).predictions) == 4
    assert (tmp_path / "report.html").read_text().startswith("<!DOCTYPE html>")


def test_split_type_limit_and_settings_are_kept(evaluate, tmp_path):
    status, _, _ = evaluate(
        "--split", "dev", "--types", "date", "--limit", "1", "--set", "top-k=2", "--set", "reader=sentence"
    )  # fmt: skip
    assert status == 0
    (path,) = results(tmp_path)
    result = load_result(path)
    assert len(result.questions) == 1
    assert result.selection.model_dump() == {"split": "dev", "types": ("date",), "limit": 1}
    assert (result.settings["top_k"], result.settings["reader"]) == (2, "sentence")


def test_floor_that_is_broken_is_named(evaluate, tmp_path):
    floors = tmp_path / "floors.toml"
    floors.write_text('[[floor]]\nset = "bridge"\nmeasure = "R@5"\nat_least = 0.5\n')
    status, out, _ = evaluate("--floors", str(floors))
    assert status == 0 and "floors: 1 of 1 kept" in out
    floors.write_text('[[floor]]\nset = "bridge"\nmeasure = "right"\nat_least = 1.0\n')
    status, out, _ = evaluate("--floors", str(floors))
    assert status == 1
    assert "bridge all 'right' is 0." in out and "under its floor of 1.000" in out


def test_sweep_has_a_row_for_each_setting(evaluate, bridge_set, tmp_path):
    sweep = tmp_path / "sweep.toml"
    sweep.write_text(
        f"sets = [{json.dumps(bridge_set)}]\nsplit = 'dev'\n[grid]\nretrieval = ['dense', 'lexical']\n"
        "[[row]]\nname = 'no reranking'\nrerank = false\n"
    )
    status, out, _ = evaluate("sweep", str(sweep))
    assert status == 0
    for row in ("retrieval=dense", "retrieval=lexical", "no reranking"):
        assert f"| {row} " in out
    names = sorted(path.name for path in (tmp_path / "sweeps").glob("*.json"))
    assert len(names) == 3 and names[0].startswith("bridge-no-reranking-")


def test_comparison_fails_where_something_got_worse(evaluate, tmp_path):
    evaluate()
    (path,) = results(tmp_path)
    table = json.loads(path.read_text())
    for prediction in table["predictions"]:
        prediction["response"] = {"status": "failed", "error": "gone"}
    worse = tmp_path / "worse.json"
    worse.write_text(json.dumps(table))
    status, out, _ = evaluate("compare", str(path), str(path))
    assert status == 0 and "No figure differs." in out
    status, out, _ = evaluate("compare", str(path), str(worse))
    assert status == 1 and "significantly worse:" in out and "R@5" in out.splitlines()[-1]
    status, out, _ = evaluate("compare", str(worse), str(path))
    assert "correct" in out and "B - A" in out


def test_report_of_several_results(evaluate, tmp_path):
    evaluate()
    (path,) = results(tmp_path)
    page = tmp_path / "page.html"
    status, out, _ = evaluate("report", str(path), str(path), "--out", str(page))
    assert status == 0 and "| bridge | dateline |" in " ".join(out.split())
    assert "Side by side" in page.read_text()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--set", "top_k"], "write KEY=VALUE"),
        (["--set", "index=there"], "the harness makes an index of each set by itself"),
        (["--set", "colour=blue"], "setting colour: no such setting"),
        (["--set", "top_k=0"], "setting top_k: "),
        (["--types", "dates"], "no question type 'dates' (known: tariff, date,"),
        (["--types", "list"], "no question is of that split and type"),
        (["--floors", "nowhere.toml"], "can't read nowhere.toml"),
        (["sweep", "nowhere.toml"], "can't read nowhere.toml"),
        (["compare", "a.json", "b.json"], "can't read a.json"),
        (["report", "a.json"], "can't read a.json"),
    ],
)
def test_bad_input_is_one_line(evaluate, arguments, complaint):
    status, _, err = evaluate(*arguments)
    lines = [line for line in err.splitlines() if "question/s" not in line]
    assert status == 2 or status == 1
    assert len(lines) == 1 and lines[0].startswith("dateline: ") and complaint in lines[0]


@pytest.mark.parametrize(
    "arguments", [["--limit", "0"], ["--split", "both"], ["--system", "nobody"]]
)
def test_bad_usage_is_one_line(evaluate, capsys, arguments):
    with pytest.raises(SystemExit) as stop:
        evaluate(*arguments)
    assert stop.value.code == 2
    err = capsys.readouterr().err
    assert err.startswith("dateline: ") and err.count("\n") == 1


def test_interruption_says_how_to_go_on(evaluate, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "run", interrupted)
    status, _, err = evaluate()
    assert status == 130 and "the same command goes on from here" in err


def test_system_that_is_not_installed_is_told_before_anything_is_asked(evaluate, monkeypatch):
    monkeypatch.setattr("eval.systems.find_spec", lambda package: None)
    status, out, err = evaluate("--system", "dateline", "--system", "txtai")
    assert status != 0 and out == ""
    assert err == "dateline: system txtai needs txtai: run `make peers`\n"


def test_floors_for_other_sets_are_told_before_anything_is_asked(evaluate, tmp_path):
    floors = tmp_path / "floors.toml"
    floors.write_text('[[floor]]\nset = "seeds"\nmeasure = "R@5"\nat_least = 0.5\n')
    status, out, err = evaluate("--floors", str(floors))
    assert status == 2 and out == ""
    assert "floors for other sets are passed over: seeds" in err
    assert "floors.toml has no floor for bridge" in err


def test_comparison_says_what_was_set_otherwise(evaluate, tmp_path):
    evaluate()
    evaluate("--set", "top_k=2")
    first, second = results(tmp_path)
    _, out, _ = evaluate("compare", str(first), str(second))
    assert "top_k=12" in out and "top_k=2" in out
    _, out, _ = evaluate("report", str(first), str(second), "--out", str(tmp_path / "r.html"))
    assert "dateline (top_k=2)" in out
