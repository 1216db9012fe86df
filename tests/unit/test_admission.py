"""A new session beyond the limit is not served; the others, and those that come after one has left, are."""

from components.admission import Admission


def test_a_session_beyond_the_limit_is_not_admitted_until_another_one_ends() -> None:
    connected = {"one", "two", "three"}
    admission = Admission(connected.__contains__)
    assert admission.admit("one", 2)
    assert admission.admit("two", 2)
    assert not admission.admit("three", 2)
    assert admission.admit("one", 2)  # who is served stays so
    connected.discard("two")
    assert admission.admit("three", 2)
    assert not admission.admit("two", 2)
