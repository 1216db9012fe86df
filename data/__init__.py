"""What is known: the record, and the questions one can ask it."""
