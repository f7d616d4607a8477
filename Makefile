# The commands of the project; `make run` and `make test` are the two a newcomer needs.
.PHONY: run test test-container install serve bento container lint lock audit sbom bench soak steady overload replicas proof

HOST ?= 127.0.0.1
PORT ?= 3000
PYTHON ?= python3.11
UV_VERSION := 0.13.9
BIN := .venv/bin
SBOM := build/sbom.json

export HOST PORT
export BENTOML_DO_NOT_TRACK := True
export GRADIO_ANALYTICS_ENABLED := False
# Where it is forbidden to keep bytecode, each process would compile every library anew: twice its start.
unexport PYTHONDONTWRITEBYTECODE

# uv does not read pip's configuration: a wheel folder that pip knows is passed on.
FIND_LINKS = UV_FIND_LINKS="$${UV_FIND_LINKS:-$$($(BIN)/pip config get global.find-links 2>/dev/null)}"

run: install
	$(BIN)/python -m train.newcomer
	@$(MAKE) --no-print-directory serve

serve: install
	$(BIN)/bentoml serve

test: install
	$(BIN)/pytest --numprocesses 2 --dist loadfile

# With Docker or podman; where there is neither, `eval "$(.ci/engine)"` makes one first.
test-container: install
	$(BIN)/pytest tests/container

bento: install
	$(BIN)/python .ci/bento.py

ENGINE ?= $(shell for engine in docker podman; do $$engine info > /dev/null 2>&1 && echo $$engine && break; done)
IMAGE ?= sentiment
# The format is for podman, whose own cannot say how to probe the container.
container: bento
	@test -n "$(ENGINE)" || { echo "No container engine answers; start Docker, or install podman." >&2; exit 2; }
	rm -rf build/image && mkdir -p build/image
	$(BIN)/bentoml export sentiment:latest $(CURDIR)/build/image.tar
	tar --extract --file build/image.tar --directory build/image && rm build/image.tar
	BUILDAH_FORMAT=docker $(ENGINE) build --tag $(IMAGE) --file bentos/container/Dockerfile build/image

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The pins that are installed, against the advisories of the Python Packaging Authority. What pip-audit
# itself says, and its exit status, do not tell a clean lock from advisories out of reach; the report does.
audit: install
	@mkdir -p build && rm -f build/audit.json
	@$(BIN)/pip-audit --requirement requirements.lock --no-deps --disable-pip --progress-spinner off \
		--format json --output build/audit.json 2> build/audit.log || true
	@$(BIN)/python .ci/audit.py build/audit.json

# What the Bento installs, as a CycloneDX bill of materials.
sbom: install
	@mkdir -p $(dir $(SBOM))
	$(BIN)/cyclonedx-py requirements requirements.serve.lock --pyproject pyproject.toml \
		--output-reproducible --output-file $(SBOM)

# Real tweets are used where they lie beside this repository, else those of the starter corpus.
DATA ?= $(firstword $(wildcard ../shared/data/sentiment140/test.csv.gz) starter)
# What only the benchmark's peers need is not locked: it fits beside the locked versions, or is not installed.
bench: install
	$(FIND_LINKS) $(BIN)/uv pip install --quiet --python $(BIN)/python --constraint requirements.lock --requirement pyproject.toml --extra bench
	$(BIN)/python -m tests.bench --data $(DATA) $(BENCH)

# What the service bears: mixed traffic for a long time, 0.7 and three times of what it can do. Each exits with 1
# where a bar is not reached.
SOAK_MINUTES ?= 20
soak steady overload: install
	$(BIN)/python -m tests.endurance $@ --data $(DATA) --minutes $(SOAK_MINUTES)

# One replica and two, on PostgreSQL, behind HAProxy: what each part of a deployment costs for a tweet.
replicas: install
	$(BIN)/python -m tests.endurance.replicas --data $(DATA)

# What retraining on flags brings, on real tweets that lie beside this repository: about ten minutes.
FAMILY ?= logreg
proof: install
	$(BIN)/python -m tests.proof $(FAMILY) $(PROOF)

install: .venv/installed

.venv/installed: requirements.lock pyproject.toml
	test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(FIND_LINKS) $(BIN)/uv pip install --python $(BIN)/python -r requirements.lock
	$(FIND_LINKS) $(BIN)/uv pip install --python $(BIN)/python --no-deps --editable .
	@touch $@

# torch's CUDA packages stay out of the lock: a CUDA wheel of torch pins those it needs, a CPU wheel needs none.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --annotation-style line --no-header pyproject.toml
lock: install
	$(COMPILE) --extra serve --extra train --extra cluster --extra dev | grep -vE '^(cuda-|triton|nvidia-(cu|nccl|nv))' > requirements.lock
	$(COMPILE) --extra serve > requirements.serve.lock
