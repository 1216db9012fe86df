"""The record itself: reads, checks, packages and cites it."""
