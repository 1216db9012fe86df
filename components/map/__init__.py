"""The map: a base that never changes once mounted, and layers over it."""
