"""Serve the page with its health, its metrics, its log and its sign-in: `streamlit run serve.py`."""

import streamlit as st

from components import server

app = st.App("app.py", **server.options())
