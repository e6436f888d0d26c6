"""`python -m benchmarks`: the first table, and where the others are."""

from __future__ import annotations

from benchmarks.basics import main

OTHERS = """
More tables, each with its baselines in the same run:
  python -m benchmarks.understanding --help   the local planner, its arguments
  python -m benchmarks.times --help           time expressions
  python -m benchmarks.memory --help          recall
  python -m benchmarks.ears --help            speech to words
  python -m benchmarks.spoken --help          spoken conversation
  python -m benchmarks.navigation --help      routes beside other engines
  python -m benchmarks.eval_model --help      a language model as planner
"""

if __name__ == "__main__":
    main()
    print(OTHERS)
