"""One module for each kind of file: text, workbooks, geographic files."""
