"""The engine: queries of a view over the flat events table, in whatever database holds it."""
