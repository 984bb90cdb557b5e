"""The steps of the recipe, as the command line (`__main__.py`) names them: each takes its parsed arguments."""

from __future__ import annotations

import argparse
import json
import pickle
import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.loading import open_tokenizer
from models.train import archives, public, scenes, sources
from models.train.groups import Asked, Group
from rag.generation import LlamaGenerator, LlamaSettings

if TYPE_CHECKING:
    from models.train.loop import Recipe
    from rag.registry import Model

WORK = Path(".dateline/train")
ADAPTERS = {
    "reader": Path("models/adapters/smollm2-135m-instruct-reader.gguf"),
    "pointer": Path("models/adapters/all-minilm-l6-v2-pointer.gguf"),
    "examiner": Path("models/adapters/all-mpnet-base-v2-examiner.gguf"),
}
PAIRS, LATE = "pairs.npz", "late.npz"  # what `make` leaves for `fit`
SEED = 20
LICENCE = "cc-by-sa-4.0"  # as that of SQuAD asks
ABOUT = {"general.name": "dateline reader", "general.license": LICENCE}


def check() -> int:
    from models.train import across

    found = scenes.load()
    bad = [f"{scene.title}: {fault}" for scene in found for fault in scenes.faults(scene)]
    print(*bad, sep="\n")
    print(f"{len(found)} scenes, {sum(len(s.ask) for s in found)} questions, {len(bad)} faults")
    told = archives.load()
    articles, asks = (
        sum(len(part) for part in parts)
        for parts in zip(*((a.articles, a.asks) for a in told), strict=True)
    )
    over = sum(len(across.load(archive)) for archive in told)
    print(f"{len(told)} archives, {articles} articles, {asks} questions, {over} across articles")
    return bool(bad)


def make(args: argparse.Namespace) -> None:
    for which in ADAPTERS:
        (args.work / which).mkdir(parents=True, exist_ok=True)
    taken = sources.taken(args.take)
    _make_rows(args, {name: shares[0] for name, shares in taken.items()})
    for of, which in enumerate(sources.LEARNERS[1:], start=1):
        _make_pairs(args, which, {name: shares[of] for name, shares in taken.items()})


def _make_rows(args: argparse.Namespace, taken: dict[str, float]) -> None:
    from models.train.batches import row_of

    rng = random.Random(args.seed)
    groups: list[Group] = []
    for name, times in taken.items():
        groups += sources.for_reader(name, args.data, times, rng)
    reader = _reader()
    end = reader.llama.token_eos()

    def text(answer: str) -> list[int]:
        return list(reader.llama.tokenize(answer.encode(), add_bos=False))

    rows = [row for group in groups if (row := row_of(group, reader.tokens, text, end))]
    with (args.work / "reader/rows.pkl").open("wb") as file:
        pickle.dump(rows, file)
    asked = sum(row.questions for row in rows)
    stated = sum(a.stated for group in groups for a in group.asked)
    of = max(1, sum(len(group.asked) for group in groups))
    print(f"reader: {len(rows)} rows, {asked} questions, {stated / of:.0%} stated")


def _make_pairs(args: argparse.Namespace, which: str, taken: dict[str, float]) -> None:
    from models.train.pairs import Pair, pairs, save

    tokenizer = open_tokenizer(_encoder(which))
    found: dict[str, list[Pair]] = {PAIRS: [], LATE: []}
    for name, times in taken.items():
        rng = random.Random(f"{args.seed} {name}")  # as if there were no other source
        for group in sources.for_encoder(name, args.data, times, rng, sources.CUTS[which]):
            found[LATE if name in sources.LATE else PAIRS] += pairs(group, tokenizer, rng)
    for file, of_it in found.items():
        save(of_it, args.work / which / file)
    everything = [pair for of_it in found.values() for pair in of_it]
    stated = sum(pair.verdict != 0 for pair in everything)
    print(f"{which}: {len(everything)} pairs, {stated / max(1, len(everything)):.0%} stated")


def fit(args: argparse.Namespace) -> None:
    if args.which != "reader":
        return _fit_encoder(args)
    import torch

    from models.train import average, convert, fit, loop, lora

    with (args.work / "reader/rows.pkl").open("rb") as file:
        rows = pickle.load(file)
    model, parameters = lora.load(_gguf())
    if args.start:
        learnt = average.read_lora(_file(args.start))
        loop.set_all(parameters, convert.parameters_of(learnt, lora.HEADS, lora.KV_HEADS))
    if torch.cuda.is_available():
        model.to("cuda")
    recipe = _recipe(loop.Recipe(), args)
    fit.train(model, parameters, rows, args.work / "reader", recipe, not args.no_compile)


def _recipe(recipe: Recipe, args: argparse.Namespace) -> Recipe:
    given = {"learning_rate": args.rate, "seed": args.seed}
    return replace(recipe, **{name: value for name, value in given.items() if value is not None})


def _file(path: Path) -> Path:
    if not path.is_file():
        raise ValueError(f"no such adapter file: {path}")
    return path


def _fit_encoder(args: argparse.Namespace) -> None:
    import torch

    from models.train import examiner, loop, pairs, pointer
    from rag.encoder import read_adapter

    files = [args.work / args.which / file for file in (PAIRS, LATE)]
    if missing := [file for file in files if not file.is_file()]:
        raise ValueError(f"there is no {missing[0]}: run `make` first")
    found, late = map(pairs.load, files)
    folder, small = _encoder(args.which), args.which == "pointer"
    of: Any = pointer if small else examiner
    recipe = _recipe(of.RECIPE, args)
    start = {} if small else {"seed": args.seed or 0, "dropout": args.dropout}
    model, parameters = of.load(folder, **start)
    if args.start:
        learnt = read_adapter(_file(args.start), _sha256(args.which))
        values = pointer.after(folder, learnt) if small else examiner.parameters(learnt)
        loop.set_all(parameters, values)
    on_gpu = torch.cuda.is_available()
    if on_gpu:
        model.to("cuda")
    steps = args.steps or (None if on_gpu else of.TWO_HOURS)
    work = args.work / args.which
    tokens = args.tokens or pointer.TOKENS
    pointer.train(model, parameters, found, work, recipe, small, tokens, steps, late)


def convert(args: argparse.Namespace) -> None:
    target = args.to or ADAPTERS[args.which]
    target.parent.mkdir(parents=True, exist_ok=True)
    checkpoint = args.work / args.which / "checkpoint.pt"
    if args.which != "reader":
        from models.train import examiner, pointer

        write = pointer.write if args.which == "pointer" else examiner.write
        return write(checkpoint, _encoder(args.which), target, LICENCE)
    import torch

    from models.train import convert, lora

    state = torch.load(checkpoint, weights_only=True)
    parameters = {name: p.numpy() for name, p in state["parameters"].items()}
    convert.write(target, parameters, lora.HEADS, lora.KV_HEADS, lora.ALPHA, ABOUT)


def average(args: argparse.Namespace) -> None:
    from models.train import average, convert, examiner, lora, pointer
    from rag.encoder import LOW_A, LOW_B, read_adapter, write_adapter

    here, other = ADAPTERS[args.which], _file(args.other)
    if args.which == "reader":
        loras = average.read_lora(here), average.read_lora(other)
        tensors = average.mean_of_products(*loras, share=args.share)
        return convert.write_tensors(here, tensors, lora.ALPHA, ABOUT)
    sha256 = _sha256(args.which)
    one, two = (read_adapter(path, sha256, args.which) for path in (here, other))
    if args.which == "pointer":
        tensors, kind = average.mean_of_differences(one, two, args.share), pointer.QUANTIZED
    else:
        tensors = average.mean_of_products(one, two, (LOW_A, LOW_B), args.share)
        kind = examiner.QUANTIZED
    write_adapter(here, average.sharpened(tensors, args.sharpen), sha256, kind, LICENCE)


def measure(args: argparse.Namespace) -> None:
    from models.train import evaluate
    from rag.encoder import EncoderPointer
    from rag.opening import open_reader
    from rag.settings import load_settings

    names = [sources.SCENES, *(name for name in sources.RECIPE if name != sources.SCENES)]

    def show(which: str, ask: Callable[[Group], list[tuple[Asked, str]]]) -> None:
        rng = random.Random(SEED)
        for name in names:
            groups = sources.held_back(name, args.data, rng, which)
            said = [row for group in _sample(groups, args.limit, rng) for row in ask(group)]
            print(f"{which}, {name}: {evaluate.figures_of(said)}", flush=True)
            for asked, text in said if args.show else []:
                if text != asked.answer:
                    print(f"   {asked.question}  said: {text}  wanted: {asked.answer}")

    if args.which in (None, "reader"):
        reader = open_reader(load_settings({"adapter": str(args.adapter)}))
        show("reader", lambda group: evaluate.ask_reader(group, reader))
    for which in ("pointer", "examiner"):
        if args.which in (None, which):
            large = which == "examiner"
            encoder = EncoderPointer(
                _encoder(which), ADAPTERS[which], _sha256(which), setting=which, large=large
            )
            show(which, partial(evaluate.ask_pointer, pointer=encoder))


def _sample(groups: list[Group], limit: int, rng: random.Random) -> list[Group]:
    """Groups at random, with `limit` questions at least."""
    rng.shuffle(groups)
    picked, count = [], 0
    while groups and count < limit:
        picked.append(groups.pop())
        count += len(picked[-1].asked)
    return picked


def practice(args: argparse.Namespace) -> None:
    from models.train import across, generate, practice
    from models.train.groups import Cut

    held = sources.our_scenes(held_back=True)
    cut = Cut(generate.SCATTERED.sentences)
    groups = list(generate.groups(held, random.Random(SEED), cut))
    unseen = archives.unseen(archives.load())
    articles, questions = practice.write(groups, args.to, unseen)
    rows = [
        across.row(one, f"{archive.name}-{number}")
        for archive in unseen
        for number, one in enumerate(across.load(archive))
    ]
    practice.write_rows(args.to / "across.jsonl", rows)
    print(f"{args.to}: {articles} articles, {questions} questions, {len(rows)} across articles")


def hold(args: argparse.Namespace) -> None:
    held = public.read(args.data / sources.SQUAD2, held_back=True)
    args.to.write_text(json.dumps({"version": "held back", "data": held}), encoding="utf-8")
    count = sum(len(p["qas"]) for article in held for p in article["paragraphs"])
    print(f"{args.to}: {len(held)} articles, {count} questions")


def _encoder(which: str) -> Path:
    """The folder of what the pointer, or the examiner, is an adapter of."""
    from rag.registry import encoder_folder
    from rag.settings import load_settings

    return encoder_folder(_model(which), load_settings({}).models_dir)


def _sha256(which: str) -> str:
    return _model(which).sha256_of("model.safetensors")


def _model(which: str) -> Model:
    from rag.registry import registry

    known = registry()
    return known.examiner if which == "examiner" else known.models[known.default_embedder]


def _gguf() -> Path:
    from rag.registry import reader_file, registry
    from rag.settings import load_settings

    return reader_file(registry().default_reader, load_settings({}).models_dir)


def _reader() -> LlamaGenerator:
    return LlamaGenerator(_gguf(), LlamaSettings(context=2048))
