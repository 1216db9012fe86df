"""Basewatch: `streamlit run app.py`."""

if __name__ == "__main__":  # a visitor's session runs this file as a script
    from components import page

    page.draw()
else:  # the command finds the line with `App`, and imports this file to serve it
    from components import memory

    memory.limit_unused()  # before the libraries start their threads

    import streamlit as st

    from components import server

    app = st.App("app.py", **server.options())
