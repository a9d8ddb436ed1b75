"""Puts this folder on the path, so that tests in the folders below find `family`."""


def pytest_collection_modifyitems(items):
    # What takes longest goes first, so that no worker is left with it when the other has finished,
    # and only one of them starts a Spark session.
    items.sort(key=lambda item: "spark" not in item.path.parts)
