"""The cases of `benchmarks/digests.py`: one file a group, each of which yields its cases.

Only public names of the package are used here, so that the same file runs with the code of another
commit.
"""
