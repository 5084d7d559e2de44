# Everything a person does here, one word each; `make help` lists them.
# Nothing needs a second step: each target installs, builds and says what it does and how long it takes.

SWIFT ?= swift
PORT ?= 8400
SOURCES := Package.swift Sources Plugins Tests
export SWIFT

STEP := Scripts/step
BUILD_RELEASE := $(SWIFT) build -c release --static-swift-stdlib --product sallyport
BUILD_BENCH := $(SWIFT) build -c release --static-swift-stdlib --product
BUILD_HARNESS := $(SWIFT) build -c release --static-swift-stdlib --product xmlsecurity-harness

.DEFAULT_GOAL := help
.PHONY: help run build test check lint lint-cases format bench fuzz sanitize acceptance packages-build packages-test clean
.NOTPARALLEL:

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## builds Sallyport and starts it with demo people on http://127.0.0.1:8400 (PORT=, STATE=)
	@echo "==> Starting development mode; Ctrl-C ends it"
	@exec .build/release/sallyport dev --port $(PORT) $(if $(STATE),--state "$(STATE)")

build: packages-build ## builds the release binary, .build/release/sallyport
	@Scripts/embedded-files
	@$(STEP) "Building the release binary (about 3 minutes the first time on two cores)" $(BUILD_RELEASE)

test: packages-test lint lint-cases ## everything: lint, unit tests, also under the sanitizers, fuzzing, acceptance tests with real peers (about 25 minutes)
	@Scripts/embedded-files
	@STEP_LOG=.artefacts/logs/unit.log $(STEP) "Building and running the unit tests (about 4 minutes the first time)" Scripts/unit-tests
	@$(MAKE) --no-print-directory sanitize
	@$(MAKE) --no-print-directory fuzz SECONDS=20 SEED=1
	@$(STEP) "Building the release binary (about 3 minutes the first time)" $(BUILD_RELEASE)
	@$(MAKE) --no-print-directory acceptance
	@echo "==> All of it passed"
	@Scripts/closing-lines

acceptance: packages-test ## only the acceptance tests, against the release binary that is there (ARGS= for pytest)
	@$(STEP) "Preparing the Python environment of the acceptance tests (about 1 minute the first time)" Scripts/python-environment
	@$(STEP) "Building what the XML tests drive" $(BUILD_HARNESS)
	@STEP_LOG=.artefacts/logs/acceptance.log $(STEP) "Running the acceptance tests (about 2 minutes)" Scripts/acceptance-tests $(ARGS)

check: ## what to run all day: the unit tests, under 3 minutes once built (ARGS= for swift test)
	@Scripts/embedded-files
	@$(STEP) "Building and running the unit tests" Scripts/unit-tests $(ARGS)

sanitize: packages-build ## the unit tests under AddressSanitizer and ThreadSanitizer
	@Scripts/embedded-files
	@$(STEP) "Testing under AddressSanitizer (about 5 minutes)" Scripts/sanitize address
	@$(STEP) "Testing under ThreadSanitizer (about 6 minutes)" Scripts/sanitize thread

lint: ## format, floors and imports, pointers, words and file lengths
	@$(STEP) "Checking the format" $(SWIFT) format lint --strict --parallel --recursive $(SOURCES)
	@$(STEP) "Checking floors, imports, pointers, words and lengths" python3 Scripts/lint/lint.py

lint-cases: ## proof that each gate of `make lint` bites
	@$(STEP) "Proving that each gate bites" python3 -m unittest discover --start-directory Scripts/lint

format: ## formats all Swift files in place
	@$(SWIFT) format format --in-place --parallel --recursive $(SOURCES)

bench: packages-build ## benchmarks beside their baselines, into Benchmarks/results.json (NAME= for one)
	@$(STEP) "Installing what is missing of nginx and wrk" Scripts/install-packages bench
	@Scripts/embedded-files
	@$(STEP) "Building the release binary" $(BUILD_RELEASE)
	@$(STEP) "Building what is measured beside it" env SALLYPORT_BENCH=1 $(BUILD_BENCH) verification
	@$(STEP) "Building the policy decisions" env SALLYPORT_BENCH=1 $(BUILD_BENCH) decisions
	@$(STEP) "Building the gateway without audit" env SALLYPORT_BENCH=1 $(BUILD_BENCH) unaudited
	@$(STEP) "Building what the XML benchmark drives" $(BUILD_HARNESS)
	@$(STEP) "Measuring (about 4 minutes)" python3 Benchmarks/run.py $(NAME)

fuzz: packages-build ## feeds the readers of all that strangers send (SECONDS= each, 60; SEED=)
	@$(STEP) "Fuzzing under AddressSanitizer (about 2 minutes to build, then $(or $(SECONDS),60) s for each target)" Scripts/fuzz $(or $(SECONDS),60) $(SEED)

packages-build:
	@$(STEP) "Installing Debian packages that the build needs (about 1 minute the first time)" Scripts/install-packages build

packages-test:
	@$(STEP) "Installing Debian packages that build and tests need (about 2 minutes the first time)" Scripts/install-packages build test

clean: ## removes what was built and recorded here
	@rm -rf .build .artefacts .venv
