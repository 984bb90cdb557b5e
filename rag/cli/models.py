"""`dateline models`: what there is to choose from, and fetching it."""

from __future__ import annotations

import argparse
import sys

from index.errors import SettingsError, StoreWriteFailed
from rag.cli.parser import given_settings
from rag.download import get_model
from rag.merging import ready
from rag.registry import Model, reader_adapter, registry
from rag.settings import load_settings


def run_models(arguments: argparse.Namespace) -> int:
    models_dir = load_settings(given_settings(arguments)).models_dir
    known = registry()
    if arguments.action == "list":
        if arguments.names or arguments.force:
            raise SettingsError("to fetch models: `dateline models get NAME…`")
        for model in known.models.values():
            print(_line(model, not model.missing(models_dir)))
        return 0
    wanted = arguments.names or [model.name for model in known.defaults]
    for name in wanted:
        if name not in known.models:
            raise SettingsError(f"no model {name!r}: `dateline models` lists them")
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        for name in wanted:
            got = get_model(known.models[name], models_dir, _say, force=arguments.force)
            print(f"{name}: {'fetched' if got else 'already here'}, verified")
            adapter = reader_adapter(name)
            if adapter is not None:
                ready(known.models[name].location(models_dir), adapter)
                print(f"{name}: its adapter is merged into it")
    except OSError as error:
        raise StoreWriteFailed(
            f"can't write models to {models_dir}: {error.strerror or error}. Free space, or set"
            " DATELINE_MODELS_DIR"
        ) from error
    return 0


def _line(model: Model, is_here: bool) -> str:
    size = f"{model.size / 2**20:,.0f} MiB"
    here = "here" if is_here else "-"
    return (
        f"{model.name:<26} {model.role:<9} {here:<5} {size:>10}  needs {model.ram_gb:g} GB,"
        f" reads {model.context} tokens, {model.licence}"
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
