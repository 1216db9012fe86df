"""The commands of `python -m data` that convert events to the flat table: import and fetch."""
