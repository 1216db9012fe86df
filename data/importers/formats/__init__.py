"""One module for each format of events: ACLED, UCDP and tables."""
