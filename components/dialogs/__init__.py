"""Export and import dialogs, and the uploaded file."""
