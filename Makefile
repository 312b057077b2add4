# Speaknode. `make` (or `make help`) lists what there is.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# Looked up when it is used: `setup` may have just installed it.
UV = $(or $(shell command -v uv),$(HOME)/.local/bin/uv)
RUN = $(UV) run --no-sync
VENDOR = $(UV) export -q --frozen --package speaknode-functions --no-dev --no-hashes \
	--no-emit-workspace --no-header --no-annotate
WEB_INPUTS := $(shell find web \( -name node_modules -o -name dist -o -name e2e -o -name test \) -prune -o -type f -print)

##@ Use
.PHONY: packages setup setup-phone setup-browser run up down status
packages:
	@[ -x "$(UV)" ] || { echo "uv is missing: installing it with pip"; \
		python3 -m pip install --quiet uv || python3 -m pip install --quiet --user --break-system-packages uv \
		|| { echo "Install uv first: https://docs.astral.sh/uv/"; exit 1; }; }
	@echo "Python packages (the first time takes a minute)"
	@$(UV) sync --quiet --compile-bytecode --all-packages --all-groups
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory web; \
		else echo "Node.js is missing: the pages will not work (install Node.js 20)"; fi

setup: packages ## Install what is missing: Python packages, the pages' packages, LiveKit server
	@$(RUN) python -m infra.local.livekit_binary
	@$(RUN) speaknode doctor || true

PHONE_PACKAGES = redis-server baresip sip-tester pkg-config libopus-dev libopusfile-dev libsoxr-dev
APT = $(if $(filter 0,$(shell id -u)),,sudo -n )apt-get

setup-phone: ## Install the telephone: Redis, LiveKit SIP, and phones for the tests
	@command -v redis-server >/dev/null && command -v baresip >/dev/null && command -v sipp >/dev/null \
		|| { echo "Debian packages: $(PHONE_PACKAGES)"; $(APT) update -qq \
		&& DEBIAN_FRONTEND=noninteractive $(APT) install -y -qq --no-install-recommends $(PHONE_PACKAGES) >/dev/null; }
	@$(RUN) python -m infra.local.sip_binary

setup-browser: ## Install the browser of the tests
	@[ -n "$${CHROMIUM:-}" ] || command -v chromium chromium-browser google-chrome >/dev/null \
		|| { echo "Debian package: chromium"; $(APT) update -qq \
		&& DEBIAN_FRONTEND=noninteractive $(APT) install -y -qq --no-install-recommends chromium >/dev/null; }

run: setup ## Start everything, place a demo call, stay up until Ctrl-C
	@exec $(RUN) speaknode run

up: setup ## Start everything in the background
	@exec $(RUN) speaknode up

down: ## Stop everything
	@$(RUN) speaknode down

status: ## Show what runs
	@$(RUN) speaknode status

##@ Check
.PHONY: check fix test test-unit test-emulator test-e2e
check: packages ## Format, lint, types, imports, sizes, generated files, template
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy
	PYTHONPATH=functions $(RUN) lint-imports
	$(RUN) python scripts/sizes.py
	$(RUN) python scripts/openapi.py --check
	$(RUN) cfn-lint template.yaml
	@$(MAKE) --no-print-directory web
	cd web && npm run --silent api:check && npm run --silent typecheck && npm run --silent sizes
	@diff <($(VENDOR) --prune chalice; $(VENDOR) | grep '^chalice==') layers/vendor/requirements.txt \
		|| { echo "layers/vendor/requirements.txt is behind uv.lock: run make requirements"; exit 1; }

fix: ## Repair format and lint
	$(RUN) ruff format .
	$(RUN) ruff check --fix .

test: packages ## Everything that this machine can prove
	@$(MAKE) --no-print-directory -j2 --output-sync=target check test-unit
	@$(MAKE) --no-print-directory test-e2e

test-unit: packages ## Fast tests without network
	$(RUN) pytest -m unit -n auto --dist worksteal --durations=10
	cd web && npm test --silent

test-emulator: setup ## Those of test-e2e that need no call: on the embedded AWS emulator
	$(RUN) pytest -m "emulator and not livekit"

test-e2e: setup ## The emulator, real conversations over LiveKit, real phones, a real browser
	@if command -v apt-get >/dev/null; then \
		$(MAKE) --no-print-directory setup-phone setup-browser || echo "something is missing: its tests are skipped and named"; fi
	# Real media on a machine that does other things too: one that fails is tried once more, and named as such.
	$(RUN) pytest -m "emulator or livekit" --reruns 1 -rR --durations=25

##@ Make
.PHONY: openapi requirements build web bench clean help
openapi: ## Generate docs/openapi.json and the web client's types
	$(RUN) python scripts/openapi.py
	@cd web && npm run --silent api

requirements: ## Generate the third-party layer's requirements from uv.lock
	@{ $(VENDOR) --prune chalice; $(VENDOR) | grep '^chalice=='; } > layers/vendor/requirements.txt

build: web ## Build the zips that AWS gets, in dist/, and the pages, in web/dist/
	$(RUN) python -m infra.local.deploy.build

web: web/dist/.built ## Build the widget and the dashboard, if anything of them changed

web/dist/.built: $(WEB_INPUTS)
	@echo "Packages of the pages"
	@cd web && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --loglevel=error; }
	@echo "Building the pages"
	@cd web && npm run --silent build -- --logLevel=warn
	@touch $@

bench: ## Figures: start, API, imports, turns
	$(RUN) python -m bench

clean: down ## Stop everything and forget its state (.local)
	rm -rf .local dist

help: ## This list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z0-9-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
