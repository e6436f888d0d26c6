"""`python -m api.cli`, the same as `steward`."""

from api.cli import main

main()
