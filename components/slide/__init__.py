"""From the view to the slide: one composition for the screen, for every file and for the command line."""
