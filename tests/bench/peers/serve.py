"""Serves a peer's dashboard, and beside it the scripts its map needs: `streamlit run serve.py`."""

import streamlit as st
from assets import FOLDERS
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

app = st.App("dashboard.py", routes=[Mount(place, StaticFiles(directory=folder)) for place, folder in FOLDERS.items()])
