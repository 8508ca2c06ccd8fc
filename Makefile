# Syscall Labs - the two commands that matter: make demo, make test.

# Maven on a JDK 25, if there is one: the formatter needs a young JDK.
MVN = jdk=$$(./lab --jdk) && JAVA_HOME=$$jdk ./mvnw -B -ntp
PAGES = $(MVN) -q -pl src/pages -am test -Dspotless.check.skip=true \
	-Dsurefire.failIfNoSpecifiedTests=false -Dtest=
SHELL_CODE = shfmt -f .ci lab labs scripts src

# Root gets a JDK 25 without being asked, should there be none.
YES = $$([ "$$(id -u)" != 0 ] || echo --yes)

.PHONY: help demo test bench image shell dist picture transcripts man build format clean

help: ## these lines
	@sed -n 's/^\([a-z]*\): .*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 19

demo: ## the story of the labs in this terminal: two clients, one server, a verdict
	@scripts/dev/need demo
	@./lab $(YES) demo

test: ## everything that must hold: scripts, compiler, tests, labs in containers
	@scripts/dev/run-tests

bench: ## all benchmarks: a quarter of an hour, on a machine that does nothing else
	@scripts/dev/bench
	@scripts/dev/bench-logs

image: ## the lab container, built once
	@scripts/dev/with-docker scripts/dev/image

shell: ## a shell in the lab container, in this folder
	@scripts/dev/container-shell

dist: ## an archive of the kit that runs without Maven, JDK and network
	@scripts/dev/dist

picture: ## the picture in the README, from a real run
	@./lab demo --picture images/one-client-at-a-time.svg

transcripts: ## what the pages' commands show, recorded anew: all, or PAGE=README.md
	@./lab --version >/dev/null
	@$(PAGES)RecordPages -Dpage=$(PAGE)

man: ## the man pages in docs/man, from the scripts' headers and lab's --help
	@$(PAGES)WriteManPages

build: ## the kit, as ./lab builds it on first use
	@./lab --version

format: ## the Java code, and the shell scripts
	@$(MVN) -q spotless:apply
	@$(SHELL_CODE) | xargs shfmt -w -i 2 -ci

clean: ## all that a build or a lab left behind, after ending the labs' servers
	@if [ -d work ]; then ./lab stop; fi
	@rm -rf work target src/*/target labs/*/target labs/target
