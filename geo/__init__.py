"""Where it is: places, areas, the base map, grouping of points."""
