# `make ask Q="…"` and `make test` set up all that they need; see README.md.

PYTHON ?= python3
BIN := .venv/bin
# As it was typed: a dollar sign or a quotation mark in a question is no business of make's.
export QUESTION := $(value Q)

.PHONY: help setup asked ask index app eval gate peers reader test check format lock rebuild-llama clean

help:
	@echo 'make ask Q="…"       set up where needed, and answer a question from articles/'
	@echo 'make test            set up where needed, and run all the tests'
	@echo 'make check           formatting, lint and types, as CI checks them'
	@echo 'make app             open the chat page on the sample archive'
	@echo 'make eval            measure answers on the sample archive, with a report'
	@echo 'make gate            the same, and fail where a figure is under its floor, as CI does'
	@echo 'make peers           install the systems that Dateline is compared with'
	@echo 'make reader DATA=…   train reader, pointer, examiner anew (models/train/README.md)'
	@echo 'make setup           only set up;  make rebuild-llama: compile llama.cpp again'
	@echo 'make lock            renew requirements.lock;  make clean: remove .venv and indexes'

setup:
	@$(PYTHON) scripts/bootstrap.py

# before minutes of setting up
asked:
	@test -n "$$QUESTION" || { echo 'make ask: what is the question? make ask Q="…"' >&2; exit 2; }

ask: asked setup index
	@$(BIN)/dateline ask "$$QUESTION"

index: setup .dateline/indexed

.dateline/indexed: articles $(wildcard articles/*) | setup
	@$(BIN)/dateline index articles
	@mkdir -p $(@D) && touch $@

app: setup index
	@$(BIN)/dateline app

eval: setup
	@$(BIN)/dateline eval articles

gate: setup
	@$(BIN)/dateline eval articles --limit 150 --floors eval/floors.toml

# With the lock file as constraints: the versions of Dateline's own packages stay.
peers: setup
	@$(BIN)/python -m pip install --quiet --constraint requirements.lock --editable '.[peers]'

# glibc keeps its memory: giving it back to the system takes up to half of a training's time
reader: export MALLOC_MMAP_THRESHOLD_ = 4000000000
reader: export MALLOC_TRIM_THRESHOLD_ = 8000000000
# All three adapters, trained anew: models/train/README.md. DATA is a folder of data in the form of SQuAD.
reader: setup
	@test -n "$(DATA)" || { echo 'say where the data is: make reader DATA=FOLDER (models/train/README.md)'; exit 2; }
	@$(BIN)/python -m models.train check
	@$(BIN)/python -m models.train make --data "$(DATA)"
	@$(BIN)/python -m models.train fit pointer
	@$(BIN)/python -m models.train convert pointer
	@$(BIN)/python -m models.train fit examiner
	@$(BIN)/python -m models.train convert examiner
	@$(BIN)/python -m models.train fit reader
	@$(BIN)/python -m models.train convert reader
	@$(BIN)/python -m models.train measure --data "$(DATA)"

test: setup index
	@$(BIN)/python -m pytest

check: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format:
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# Versions without hashes, so that a CPU build of torch at hand fits; CUDA is left to torch's own
# wheel, for those who choose that one.
CUDA := cuda-bindings cuda-pathfinder cuda-toolkit triton nvidia-cublas nvidia-cuda-cupti \
	nvidia-cuda-nvrtc nvidia-cuda-runtime nvidia-cudnn-cu13 nvidia-cufft nvidia-cufile nvidia-curand \
	nvidia-cusolver nvidia-cusparse nvidia-cusparselt-cu13 nvidia-nccl-cu13 nvidia-nvjitlink \
	nvidia-nvshmem-cu13 nvidia-nvtx

lock:
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.10 --no-annotate \
		--custom-compile-command "make lock" --constraints scripts/pins.txt \
		$(CUDA:%=--no-emit-package %) --quiet --output-file requirements.lock

rebuild-llama:
	@rm -f .venv/steps/llama
	@$(PYTHON) scripts/bootstrap.py

clean:
	rm -rf .venv .dateline
