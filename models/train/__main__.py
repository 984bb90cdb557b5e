"""The recipe of the adapters of reader, pointer and examiner, step by step: see README.md.

python -m models.train check                    are the scenes sound?
python -m models.train make --data FOLDER       scenes and public data → rows and pairs of tokens
                                                (--take FILE=READER,POINTER,EXAMINER: other shares than
                                                sources.py has)
python -m models.train fit reader|pointer|examiner
                                                rows or pairs → adapter; again to go on where it was cut off
                                                (--from ADAPTER.gguf: goes on from what that one has learnt)
python -m models.train convert reader|pointer|examiner
                                                adapter → models/adapters/….gguf
python -m models.train average reader|pointer|examiner OTHER.gguf
                                                the adapter there and another → the mean of them, there
python -m models.train measure --data FOLDER    what all make of held-back scenes and articles
python -m models.train practice --to FOLDER     held-back scenes and archives as an archive with questions,
                                                for `dateline eval calibrate`
python -m models.train hold --data FOLDER --to FILE.json
                                                the held-back articles, for `dateline eval squad:FILE.json`
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from index.errors import DatelineError
from models.train import steps
from models.train.steps import ADAPTERS, SEED, WORK


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m models.train", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check")
    make = commands.add_parser("make")
    make.add_argument("--data", type=Path, required=True, help="folder of the public data")
    make.add_argument("--seed", type=int, default=SEED)
    make.add_argument(
        "--take", action="append", default=[], metavar="FILE=READER,POINTER,EXAMINER",
        help="how often it is gone through for each; only what is named so is taken (sources.py)",
    )  # fmt: skip
    fit = commands.add_parser("fit")
    fit.add_argument("--from", type=Path, dest="start", help="an adapter to go on from")
    fit.add_argument("--rate", type=float, help="the highest learning rate; default: the recipe's")
    fit.add_argument(
        "--tokens", type=int, help="of a step of pointer or examiner: more of them where a GPU is"
    )
    fit.add_argument(
        "--steps",
        type=int,
        help="of pointer or examiner; default: all, or what two cores do in two hours",
    )
    fit.add_argument(
        "--seed",
        type=int,
        help="another order of what is learnt from; another start of the examiner",
    )
    fit.add_argument("--dropout", type=float, default=0.0, help="of the examiner: 0 to 1")
    fit.add_argument("--no-compile", action="store_true", help="where there is no C++ compiler")
    convert = commands.add_parser("convert")
    convert.add_argument("--to", type=Path, help="default: where the program looks for it")
    average = commands.add_parser("average")
    for command in (fit, convert, average):
        command.add_argument("which", choices=tuple(ADAPTERS))
    average.add_argument("other", type=Path, help="another adapter of the same model")
    average.add_argument(
        "--share", type=float, default=0.5, help="of the other adapter in the mean: 0 to 1"
    )
    average.add_argument(
        "--sharpen",
        type=float,
        default=1.0,
        help="factor for the logits of pointer or examiner, which the mean of other starts makes small",
    )
    measure = commands.add_parser("measure")
    measure.add_argument("--data", type=Path, required=True)
    measure.add_argument("--limit", type=int, default=200, help="questions of each source")
    measure.add_argument(
        "--adapter", type=Path, default=ADAPTERS["reader"], help="none: the model as it comes"
    )
    measure.add_argument("--which", choices=tuple(ADAPTERS), help="only that one; else all")
    measure.add_argument("--show", action="store_true", help="print what was wrong")
    hold = commands.add_parser("hold")
    hold.add_argument("--data", type=Path, required=True)
    hold.add_argument("--to", type=Path, required=True)
    practice = commands.add_parser("practice")
    practice.add_argument("--to", type=Path, required=True)
    for command in (make, fit, convert):
        command.add_argument("--work", type=Path, default=WORK)
    args = parser.parse_args(argv)
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    if args.command == "check":
        return steps.check()
    run = {
        "make": steps.make,
        "fit": steps.fit,
        "convert": steps.convert,
        "average": steps.average,
        "measure": steps.measure,
        "practice": steps.practice,
        "hold": steps.hold,
    }
    try:
        run[args.command](args)
    except (OSError, ValueError, DatelineError) as error:
        print(f"models.train {args.command}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; the same command goes on from the last checkpoint", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
