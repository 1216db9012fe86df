"""The same small dashboard on each peer: a slider for the first year, the events on a map, the killed by month.

`PEER` names the map, `EVENTS` the table.
"""

import os
import time

import altair as alt
import maps
import pandas as pd
import streamlit as st

YEARS = range(2015, 2026)
COLUMNS = ["latitude", "longitude", "date_start", "killed_low"]


@st.cache_data
def read(path: str) -> pd.DataFrame:
    events = pd.read_parquet(path, columns=COLUMNS)
    return events.assign(date_start=pd.to_datetime(events["date_start"]))


st.set_page_config(page_title=os.environ["PEER"], layout="wide")
events = read(os.environ["EVENTS"])
first = st.sidebar.select_slider("From year", YEARS)
chosen = events[events["date_start"] >= pd.Timestamp(first, 1, 1)]

maps.DRAW[os.environ["PEER"]](chosen)

month = chosen["date_start"].dt.to_period("M").dt.start_time
killed = chosen["killed_low"].groupby(month).sum().reset_index()
st.altair_chart(alt.Chart(killed).mark_bar().encode(x="date_start:T", y="killed_low:Q"))
st.write(f"drawn {time.time_ns()}")
