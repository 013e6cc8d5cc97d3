# make run   set everything up and start the bot (Telegram with a token in the environment, else the terminal chat)
# make test  set everything up and run every check
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# a worker a processor, each with one thread for its sentences; the tests of a file stay together
TESTS := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help run chat check eval bench bench-peers bench-scaling bench-directory bench-draft bench-kills bench-faults bench-soak bench-crowd bench-telegram fuzz walks coverage audit sbom docs test format lint types lock clean

help: ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(VENV)/run.stamp: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "LDE-bot needs Python 3.11 or newer: make PYTHON=python3.12 run")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

run: $(VENV)/run.stamp ## set up and start the bot
	$(BIN)/python bot.py

chat: $(VENV)/run.stamp ## the same bot in this terminal, showing why it answers what it answers
	$(BIN)/python bot.py chat --why

check: $(VENV)/run.stamp ## look for mistakes in the knowledge base
	$(BIN)/python bot.py check

eval: $(VENV)/run.stamp ## measure the bot on phrases it has never seen
	$(BIN)/python bot.py eval

bench: $(VENV)/run.stamp ## measure start-up, memory and the time of an answer
	$(BIN)/python bot.py bench

bench-peers: ## put the bot beside other ways of understanding (needs Node.js; own environment)
	test -x bench/.venv/bin/python || $(PYTHON) -m venv bench/.venv
	bench/.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	bench/.venv/bin/python -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	cd bench && npm ci --silent
	bench/.venv/bin/python bench/peers.py

bench-scaling: $(VENV)/run.stamp ## measure how the cost grows with the number of entries
	$(BIN)/python bench/scaling.py

bench-directory: $(VENV)/run.stamp ## measure search and import with up to a million locations
	$(BIN)/python bench/directory.py

bench-desk: $(VENV)/run.stamp ## measure every page of the desk at 100,000 kept questions, and publishing at 500 entries
	$(BIN)/python bench/desk.py

bench-draft: $(VENV)/dev.stamp ## from a question that waits to a live answer, in a real browser, with every held-out question
	$(BIN)/python bench/draft.py

bench-kills: $(VENV)/dev.stamp ## kill the program at random under load, ROUNDS=1000 times, and see what was lost (WRITE=1 into the docs)
	$(BIN)/python bench/kills.py --rounds $(or $(ROUNDS),100) $(if $(WRITE),--write)

bench-faults: $(VENV)/dev.stamp ## let Telegram answer 500 for MINUTES=3 while people ask, twice, and see who is answered
	$(BIN)/python bench/faults.py --minutes $(or $(MINUTES),3)

bench-soak: $(VENV)/dev.stamp ## a day of traffic at twenty times what is expected, pressed into SECONDS=600
	$(BIN)/python bench/soak.py --seconds $(or $(SECONDS),600)

bench-crowd: $(VENV)/dev.stamp ## PEOPLE=10000 write to the bot within a minute (WRITE=1 into the docs)
	$(BIN)/python bench/crowd.py --people $(or $(PEOPLE),10000) $(if $(WRITE),--write)

bench-telegram: $(VENV)/dev.stamp ## fifty conversations at once in Telegram, beside a bot that only echoes, QUESTIONS=600 (WRITE=1 into the docs)
	$(BIN)/python bench/telegram_load.py --questions $(or $(QUESTIONS),600) $(if $(WRITE),--write)

fuzz: $(VENV)/dev.stamp ## throw made-up inputs at everything that reads, SECONDS=60 for each reader (WRITE=1 into the docs)
	$(BIN)/python bench/fuzz.py --seconds $(or $(SECONDS),60) $(if $(WRITE),--write)

walks: $(VENV)/dev.stamp ## random conversations through the core for SECONDS=600, another SEED each time
	$(BIN)/python bench/walks.py --seconds $(or $(SECONDS),600) $(if $(SEED),--seed $(SEED))

audit: $(VENV)/dev.stamp ## look at every pinned and installed package, without a network
	$(BIN)/python scripts/audit.py

sbom: ## write sbom.cdx.json: every pinned package, as CycloneDX
	$(PYTHON) scripts/make_sbom.py sbom.cdx.json

docs: $(VENV)/dev.stamp browser ## renew what is shown in the README and docs: pictures, a conversation, the directory in figures
	$(BIN)/python scripts/make_transcript.py
	$(BIN)/python scripts/make_directory_report.py
	$(BIN)/python scripts/make_pictures.py

.PHONY: browser
browser: # the desk is tried in a real browser; where it can be installed without asking, it is
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && apt-get install -y -qq chromium; \
	else echo "No browser: install Chromium (Debian: sudo apt install chromium), or its tests fail."; fi

test: $(VENV)/dev.stamp browser ## set up and run every check and test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python scripts/audit.py
	$(TESTS)

coverage: $(VENV)/dev.stamp browser ## run every test and show which lines none of them runs
	$(TESTS) --cov --cov-report=term

format: $(VENV)/dev.stamp ## put the code in its standard form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## renew the lock files (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 -q pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-emit-index-url --python-version 3.11 -q --extra dev pyproject.toml -o requirements-dev.lock

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .coverage
