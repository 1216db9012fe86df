"""The chart: killed and wounded by month, or events."""
