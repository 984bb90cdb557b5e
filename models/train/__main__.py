"""The recipe of the reader's adapter, step by step. models/train/README.md tells it.

python -m models.train check                    are the scenes sound?
python -m models.train make --data FOLDER       scenes and public data → rows of tokens
python -m models.train fit                      rows → adapter; again to go on where it was cut off
python -m models.train convert                  adapter → models/adapters/….gguf
python -m models.train measure --data FOLDER    what it makes of held-back scenes and articles
python -m models.train hold --data FOLDER --to FILE.json
                                                the held-back articles, for `dateline eval squad:FILE.json`
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import random
import sys
from pathlib import Path

from index.errors import DatelineError
from models.train import scenes
from rag.generation import LlamaGenerator, LlamaSettings

WORK = Path(".dateline/train")
ADAPTER = Path("models/adapters/smollm2-135m-instruct-reader.gguf")
# (file under --data, times its paragraphs are gone through)
PUBLIC = (
    ("squad2_cs224n/dev-v2.0.json", 2.5),
    ("squadshifts/new_wiki.json", 2.0),
    ("squadshifts/amazon_reviews.json", 0.4),
)
PASSES = 13  # over the scenes, with other values each time
SEED = 20


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m models.train", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check")
    make = commands.add_parser("make")
    make.add_argument("--data", type=Path, required=True, help="folder of the public data")
    make.add_argument("--passes", type=float, default=PASSES)
    fit = commands.add_parser("fit")
    fit.add_argument("--no-compile", action="store_true", help="where there is no C++ compiler")
    convert = commands.add_parser("convert")
    convert.add_argument("--to", type=Path, default=ADAPTER, help=f"default {ADAPTER}")
    measure = commands.add_parser("measure")
    measure.add_argument("--data", type=Path, required=True)
    measure.add_argument("--limit", type=int, default=200, help="questions of each source")
    measure.add_argument(
        "--adapter", type=Path, default=ADAPTER, help="none: the model as it comes"
    )
    measure.add_argument("--show", action="store_true", help="print what was wrong")
    hold = commands.add_parser("hold")
    hold.add_argument("--data", type=Path, required=True)
    hold.add_argument("--to", type=Path, required=True)
    for command in (make, fit, convert):
        command.add_argument("--work", type=Path, default=WORK)
    args = parser.parse_args(argv)
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    if args.command == "check":
        return _check()
    steps = {"make": _make, "fit": _fit, "convert": _convert, "measure": _measure, "hold": _hold}
    try:
        steps[args.command](args)
    except (OSError, ValueError, DatelineError) as error:
        print(f"models.train {args.command}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; the same command goes on from the last checkpoint", file=sys.stderr)
        return 130
    return 0


def _check() -> int:
    found = scenes.load()
    bad = [f"{scene.title}: {fault}" for scene in found for fault in scenes.faults(scene)]
    print(*bad, sep="\n")
    print(f"{len(found)} scenes, {sum(len(s.ask) for s in found)} questions, {len(bad)} faults")
    return bool(bad)


def _make(args: argparse.Namespace) -> None:
    from models.train import generate, public
    from models.train.batches import row_of
    from models.train.groups import Group

    args.work.mkdir(parents=True, exist_ok=True)
    rng = random.Random(SEED)
    groups: list[Group] = []
    for name, times in PUBLIC:
        articles = public.read(args.data / name)
        for share in [1.0] * int(times) + [times % 1]:
            groups += public.groups(articles, rng, share)
    told = [scene for scene in scenes.load() if not scenes.is_held_back(scene)]
    for share in [1.0] * int(args.passes) + [args.passes % 1]:
        groups += [g for g in generate.groups(told, rng) if rng.random() < share]
    reader = _reader()
    end = reader.llama.token_eos()

    def text(answer: str) -> list[int]:
        return list(reader.llama.tokenize(answer.encode(), add_bos=False))

    rows = [row for group in groups if (row := row_of(group, reader.tokens, text, end))]
    with (args.work / "rows.pkl").open("wb") as file:
        pickle.dump(rows, file)
    asked = sum(row.questions for row in rows)
    stated = sum(a.stated for group in groups for a in group.asked)
    of = sum(len(group.asked) for group in groups)
    print(f"{len(rows)} rows, {asked} questions, {stated / of:.0%} stated")


def _fit(args: argparse.Namespace) -> None:
    import torch

    from models.train import fit, lora

    with (args.work / "rows.pkl").open("rb") as file:
        rows = pickle.load(file)
    model, parameters = lora.load(_gguf())
    if torch.cuda.is_available():
        model.to("cuda")
    fit.train(model, parameters, rows, args.work, compile_model=not args.no_compile)


def _convert(args: argparse.Namespace) -> None:
    import torch

    from models.train import convert, lora

    state = torch.load(args.work / "checkpoint.pt", weights_only=True)
    parameters = {name: p.numpy() for name, p in state["parameters"].items()}
    args.to.parent.mkdir(parents=True, exist_ok=True)
    convert.write(
        args.to,
        parameters,
        9,
        3,
        lora.ALPHA,
        {"general.name": "dateline reader", "general.license": "apache-2.0"},
    )


def _measure(args: argparse.Namespace) -> None:
    from models.train import evaluate, generate, public
    from models.train.groups import Group
    from rag.pipeline import open_reader
    from rag.settings import load_settings

    reader = open_reader(load_settings({"adapter": str(args.adapter)}))
    rng = random.Random(SEED)
    held = [scene for scene in scenes.load() if scenes.is_held_back(scene)]
    sources: dict[str, list[Group]] = {"scenes": list(generate.groups(held, rng))}
    for name, _ in PUBLIC:
        sources[name] = list(public.groups(public.read(args.data / name, held_back=True), rng))
    for name, groups in sources.items():
        rng.shuffle(groups)
        picked, count = [], 0
        while groups and count < args.limit:
            picked.append(groups.pop())
            count += len(picked[-1].asked)
        figures, said = evaluate.measure(picked, reader)
        print(f"{name}: {figures}", flush=True)
        for asked, text in said if args.show else []:
            if text != asked.answer:
                print(f"   {asked.question}  said: {text}  wanted: {asked.answer}")


def _hold(args: argparse.Namespace) -> None:
    from models.train import public

    held = public.read(args.data / PUBLIC[0][0], held_back=True)
    args.to.write_text(json.dumps({"version": "held back", "data": held}), encoding="utf-8")
    count = sum(len(p["qas"]) for article in held for p in article["paragraphs"])
    print(f"{args.to}: {len(held)} articles, {count} questions")


def _gguf() -> Path:
    from rag.registry import reader_file, registry
    from rag.settings import load_settings

    return reader_file(registry().default_reader, load_settings({}).models_dir)


def _reader() -> LlamaGenerator:
    return LlamaGenerator(_gguf(), LlamaSettings(context=2048))


if __name__ == "__main__":
    sys.exit(main())
