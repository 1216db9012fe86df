"""Scripts that make the base map, boundaries and gazetteer from public packages."""
