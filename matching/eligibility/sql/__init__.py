"""The gates as SQL over everybody who is registered, each under its code.

A gate is SQL in one of four ways: its declared bits or a condition written by hand (`requirements`), a
condition that keeps people out of everything (`KEPT_OUT` there), a list of those it excludes
(`exclusion_lists`), or not at all, as it is about the role alone. A test holds each to one.
"""
