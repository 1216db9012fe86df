"""The slide: one picture of a view for the screen, for every file and for the command line."""
