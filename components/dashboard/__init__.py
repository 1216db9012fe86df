"""The parts of the dashboard page."""
