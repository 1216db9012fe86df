"""What is known and what can be asked: the record, the view and its queries; no Streamlit."""
