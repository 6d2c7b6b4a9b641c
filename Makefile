# CIFARKit: `make run` trains and evaluates, `make test` tests; both install what is missing first.

SWIFT   ?= swift
RUN     ?= runs/$(shell date +%Y%m%d-%H%M%S)
DATA    ?=
# The last line: headers of the libraries that programs load when they meet a picture of their format.
PACKAGES = libopenblas-dev libarchive-dev zlib1g-dev libjpeg62-turbo-dev libpng-dev libcurl4-openssl-dev libssl-dev \
  pkg-config libwebp-dev libgif-dev libtiff-dev libheif-dev
# What only tests need: the report's page is looked at in a real browser.
BROWSER_PACKAGES = chromium
# Completions are tried in real shells, manual pages by their formatter.
SHELL_PACKAGES = zsh fish man-db groff
# Tests that need real images find them in CIFARKIT_REAL_DATA, which they inherit; without it they are skipped, and say so.
BIN      = .build/release
PROGRAMS = cifar-train cifar-runs cifar-eval cifar-predict cifar-data cifar-bench
PREFIX  ?= /usr/local
DESTDIR ?=
# Debian's binutils or LLVM; the Swift toolchain has llvm-objcopy only.
STRIP   ?= $(shell command -v strip || command -v llvm-strip || echo llvm-objcopy --strip-all)
# An import that Package.swift does not declare is an error: the arrows of docs/architecture.md hold.
BUILD    = $(SWIFT) build -c release --explicit-target-dependency-import-check error

.PHONY: help setup browser shells build install place uninstall run test help-snapshots smoke learn example bench docs \
  documentation architecture format lint sanitize portable ci clean

help:      ## list the commands
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

setup:     ## install the Debian packages that are missing, check the Swift version
	@$(call install,$(PACKAGES))
	@QUIET=$(if $(filter setup,$(MAKECMDGOALS)),,1) .ci/swift-version $(SWIFT)

# Where the browser cannot be had, the tests that need it are skipped, and say so.
browser:
	@command -v chromium >/dev/null || { $(call install,$(BROWSER_PACKAGES)); } \
	  || echo "make: no chromium: the page of the report is not tested" >&2

shells:
	@$(call install,$(SHELL_PACKAGES)) || echo "make: no zsh, fish or man: their completions and pages are not tested" >&2

# Installs those of some packages that are missing; as root, or by sudo.
install = missing=""; for p in $(1); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ]; then sudo=""; elif command -v sudo >/dev/null; then sudo=sudo; else \
	    echo "make: these packages are missing and only root can install them:$$missing" >&2; false; fi \
	  && echo "installing$$missing" \
	  && $$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi

build: setup   ## build the programs, optimised
	@$(BUILD)

# The programs find the Swift toolchain's libraries where they were built.
install: setup ## install programs, manual pages and completions below PREFIX (/usr/local), or DESTDIR/PREFIX
	@$(BUILD)
	@$(MAKE) --no-print-directory place

# What `install` does when the programs are built. Each program makes its pages and completions itself.
TOP   = $(DESTDIR)$(PREFIX)
MAN   = $(TOP)/share/man/man1
BASH  = $(TOP)/share/bash-completion/completions
ZSH   = $(TOP)/share/zsh/site-functions
FISH  = $(TOP)/share/fish/vendor_completions.d
place:
	@install -d '$(TOP)/bin' '$(MAN)' '$(BASH)' '$(ZSH)' '$(FISH)'
	@put() { $$1 --generate $$2 > "$$3" && chmod 644 "$$3"; }; \
	for program in $(PROGRAMS); do \
	  install -m 755 $(BIN)/$$program '$(TOP)/bin' && $(STRIP) '$(TOP)/bin'/$$program \
	    && put $(BIN)/$$program man '$(MAN)'/$$program.1 && put $(BIN)/$$program bash '$(BASH)'/$$program \
	    && put $(BIN)/$$program zsh '$(ZSH)'/_$$program && put $(BIN)/$$program fish '$(FISH)'/$$program.fish \
	    || exit 1; \
	done

uninstall:     ## remove what `make install` installed
	@for program in $(PROGRAMS); do \
	  rm -f '$(TOP)/bin'/$$program '$(MAN)'/$$program.1 '$(BASH)'/$$program '$(ZSH)'/_$$program '$(FISH)'/$$program.fish; \
	done

run: build     ## train on data/ or on built-in images, evaluate, say where everything lies
	@$(BIN)/cifar-train $(if $(DATA),--data $(DATA)) --output $(RUN)
	@$(BIN)/cifar-eval --weights $(RUN) --confusion --html $(RUN)/test.html --json $(RUN)/test.json --csv $(RUN)/test.csv
	@echo; echo "weights  $(RUN)/best.safetensors"; echo "report   $(RUN)/test.html, $(RUN)/test.json, $(RUN)/test.csv"

test: setup    ## run all tests, optimised
	@$(SWIFT) test -c release --explicit-target-dependency-import-check error

help-snapshots: setup ## record anew what --help prints, which tests compare
	@CIFARKIT_RENEW_HELP=1 $(SWIFT) test -c release --explicit-target-dependency-import-check error \
	  --filter CommandHelpTests

smoke: build   ## train on the tiny sample in data/: fails if the network does not learn
	@$(MAKE) --no-print-directory learn

# The smoke training with programs that are built already: `swift test` builds them too, with flags of its own.
learn:
	@rm -rf .build/smoke
	@$(BIN)/cifar-train --data data/synthetic-sample --classes bicycle,motorcycle --model resnet20 --epochs 40 \
	  --optimizer sgd --lr 0.05 --schedule one-cycle --batch-size 16 --cutout 0 --seed 1 --output .build/smoke
	@$(BIN)/cifar-eval --weights .build/smoke --confusion --require-accuracy 0.8

# Built apart, as by a user of the library, with a build folder of its own: 75 seconds on two cores.
EXAMPLE = .build/example
example: setup ## build and run the package that uses the library (Tests/ExamplePackage)
	@$(SWIFT) build -c release --package-path Tests/ExamplePackage --scratch-path $(EXAMPLE)
	@rm -rf $(EXAMPLE)/run
	@$(EXAMPLE)/release/example data/synthetic-sample $(EXAMPLE)/run Tests/Data/ImagesTests/Fixtures/photo-tiny.png

bench: build   ## measure training and inference speed
	@$(BIN)/cifar-bench step
	@$(BIN)/cifar-bench step --model resnet18 --steps 4

# What touches raw memory and threads, built apart for each sanitizer: some minutes for each, so not a part of `ci`. Without
# XCTest, whose runner leaks. The thread sanitizer leaves out the slowest test, whose oracle runs on one thread.
SANITIZED = --disable-xctest --filter '^(KernelsTests|AutodiffTests)\.'
sanitize: setup ## run the kernels' tests under the address and the thread sanitizer
	@$(SWIFT) test -c release --sanitize address --scratch-path .build/sanitize-address $(SANITIZED)
	@$(SWIFT) test -c release --sanitize thread --scratch-path .build/sanitize-thread $(SANITIZED) \
	  --skip backwardEqualsTheDifferenceQuotient

format:        ## format the sources
	@$(SWIFT) format -i -r Package.swift Sources Tests .ci

# The check of Package.swift's arrows, built anew when it has changed.
TARGETS = .build/ci/targets
$(TARGETS): .ci/targets.swift
	@mkdir -p $(@D)
	@$(SWIFT)c -warnings-as-errors $< -o $@

lint: $(TARGETS) ## check the format, the targets and their drawing, the words
	@$(SWIFT) format lint --strict -r Package.swift Sources Tests .ci
	@$(SWIFT) package dump-package | $(TARGETS) check
	@.ci/text
	@if clang-format --version 2>/dev/null | grep -q 'version 14\.'; then \
	  find Sources Tests -name '*.[ch]' | xargs clang-format --style=file --fallback-style=none --dry-run --Werror; \
	else echo "make: no clang-format 14: the format of C is not checked" >&2; fi

architecture: $(TARGETS) ## draw the targets of Package.swift in docs/architecture.md
	@$(SWIFT) package dump-package | $(TARGETS) renew

docs: build documentation ## make the documentation of the library, .build/docs

# The documentation from modules that are built already, by `swift test` in `ci`.
documentation: $(TARGETS)
	@.ci/docs

# Warnings are errors here as everywhere; clang comes with the Swift toolchain.
PORTABLE_PACKAGES = gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static
portable: setup ## compile the kernels for arm64 and check them under an emulator
	@$(call install,$(PORTABLE_PACKAGES))
	@mkdir -p .build
	@clang --target=aarch64-linux-gnu -isystem /usr/aarch64-linux-gnu/include -O2 -static -Wall -Werror \
	  -I Sources/System/CKernels/include -I Sources/System/CKernels Tests/System/kernels.c Sources/System/CKernels/*.c -lm -o .build/portable
	@qemu-aarch64-static .build/portable

ci: setup browser shells lint test learn example documentation   ## everything that must hold before a change lands

clean:         ## remove what was built; runs/ and data/ stay
	@rm -rf .build
