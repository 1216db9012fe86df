"""The record, the view and its queries, imports and exports; no Streamlit."""
