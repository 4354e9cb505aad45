venv := ".venv"

# List the recipes
default:
    @just --list

# Make the environment and install the commit hooks
setup:
    python3 -m venv {{venv}}
    {{venv}}/bin/pip install -e ".[dev]"
    {{venv}}/bin/pre-commit install

# Lint, format and types, changing nothing
check:
    {{venv}}/bin/ruff check
    {{venv}}/bin/ruff format --check
    {{venv}}/bin/mypy

# Format, and mend what the linter can mend
fix:
    {{venv}}/bin/ruff check --fix
    {{venv}}/bin/ruff format

# Run the tests, or those asked for
test *args:
    {{venv}}/bin/python -m pytest {{args}}

# Put damaged files of every kind through the command line: 500 data files and 200 clips
mutate *args:
    {{venv}}/bin/python -m tests.helpers.damaged_inputs {{args}}

# Film a set of clips of the hand with known angles: `just render validation FOLDER`
render set folder *args:
    {{venv}}/bin/python -m validation.render make {{set}} {{folder}} {{args}}

# Film the sample videos anew and write their registry
samples:
    {{venv}}/bin/python -m validation.render samples sample_videos

# The moving picture on top of the README: docs/annotated.webp
readme-picture *args:
    {{venv}}/bin/python -m validation.assets.annotated_clip {{args}}

# Speed as ratios measured in one run, into docs/accuracy/performance.md: `just bench [PART...]`
bench *args:
    {{venv}}/bin/python -m validation.benchmarks.offline {{args}}

# Whether anything takes more work than docs/accuracy/performance.json says; needs valgrind
bench-short:
    {{venv}}/bin/python -m validation.benchmarks.short_bench

# How wrong handtrack is, on clips with known truth: docs/accuracy/validation.md and what lies beside it
validate *args:
    {{venv}}/bin/python -m validation.validate {{args}}

# How large a change has to be to be real: films hands again and again, into docs/accuracy/repeats.md
repeats folder *args:
    {{venv}}/bin/python -m validation.repeats {{folder}} {{args}}

# How well finger tapping is counted, into docs/clinical/finger-tapping.md; FOLDER holds counted real hands
validate-tapping *args:
    {{venv}}/bin/python -m validation.studies.finger_tapping {{args}}

# How handtrack does on real hands that an eye counted: docs/accuracy/real-hands.md
validate-real folder="../shared/real" *args:
    {{venv}}/bin/python -m validation.validate_real {{folder}} {{args}}

# What recognition compares with, from performances of all exercises: again for a new exercise
prototypes *args:
    {{venv}}/bin/python -m validation.recognition.train_prototypes {{args}}

# More prototypes of what films of rendered hands show: `just render training FOLDER` makes them
filmed-prototypes folder *args:
    {{venv}}/bin/python -m validation.recognition.filmed_prototypes {{folder}} {{args}}

# How sure recognition is, fitted to real recordings anew: `just recognition-confidence --real FOLDER`
recognition-confidence *args:
    {{venv}}/bin/python -m validation.recognition.fit_confidence {{args}}

# Latency of a live session, minute by minute, from capture to what the page has drawn: docs/using/live.md
bench-live *args:
    {{venv}}/bin/python -m validation.benchmarks.live {{args}}

# Teach the fitted angles anew, measure their errors and print their tables: docs/accuracy/angles.md
train-angles folder:
    {{venv}}/bin/python -m validation.angles.clips {{folder}} --family train
    {{venv}}/bin/python -m validation.angles.clips {{folder}} --family test --shards 28
    {{venv}}/bin/python -m validation.angles.train {{folder}}
    {{venv}}/bin/python -m validation.angles.error_bars {{folder}}
    {{venv}}/bin/python -m validation.angles.ablation {{folder}}

# Processor's seconds for reports over two years of daily sessions: what docs/accuracy/performance.md holds
bench-report *args:
    {{venv}}/bin/python -m validation.benchmarks.reports {{args}}
