# Needs Python 3.11, 3.12 or 3.13 and make; everything else goes into .venv.
PYTHON ?= python3
RUN ?= runs/demo
WORKERS ?= 2
bin := .venv/bin
pytest := $(bin)/python -m pytest -n $(WORKERS)
# What may differ between the backends.
both_backends := tests/layers tests/frame_level_models tests/losses \
	tests/training/optimizer_test.py

.PHONY: .venv demo test test-slow lint format bench clean

demo: .venv
	$(bin)/python train.py --model=MoNetNeXtVLAD --train_dir=$(RUN)
	$(bin)/python eval.py --train_dir=$(RUN) --run_once
	$(bin)/python inference.py --train_dir=$(RUN) --output_file=$(RUN)/predictions.csv

test: .venv
	$(pytest)
	KERAS_BACKEND=jax $(pytest) $(both_backends)

test-slow: .venv
	$(bin)/python -m pytest -m slow

lint: .venv
	$(bin)/ruff check .
	$(bin)/ruff format --check .

format: .venv
	$(bin)/ruff check --fix .
	$(bin)/ruff format .
	$(bin)/python -m tests.build_files

bench: .venv
	for file in benchmarks/*.py; do $(bin)/python $$file || exit; done

clean:
	rm -rf .venv runs .pytest_cache .ruff_cache *.egg-info
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv: .venv/installed

.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; (3, 11) <= sys.version_info[:2] <= (3, 13) or sys.exit("TensorFlow needs Python 3.11, 3.12 or 3.13, this is " + sys.version.split()[0] + ". Use: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(bin)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
