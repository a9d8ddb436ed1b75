"""One Spark session for the tests of a process, with the Java of the system or of PyPI."""

import os
import socket

import pytest

from shared import ROOT
from shared.spark_settings import QUICK, find_java

find_java()


def free_port():
    with socket.socket() as once:
        once.bind(("localhost", 0))
        return once.getsockname()[1]


@pytest.fixture(scope="session")
def spark():
    from pyspark.sql import SparkSession

    builder = (
        SparkSession.builder.master("local[2]")
        .appName("counterpoise tests")
        .config(map=QUICK)
        .config("spark.driver.memory", "768m")
        .config("spark.sql.session.timeZone", "Europe/Berlin")
        .config("spark.python.daemon.module", "shared.spark_daemon")
        # The session answers to Connect as well, so that its tests start no second one.
        .config("spark.plugins", "org.apache.spark.sql.connect.SparkConnectPlugin")
        .config("spark.connect.grpc.binding.port", str(free_port()))
    )
    with pytest.MonkeyPatch.context() as patch:  # Java hands on what it was started with
        patch.setenv("PYTHONPATH", str(ROOT / "tests"), prepend=os.pathsep)
        session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def address(spark):
    """Where the session answers to Connect."""
    port = spark.sparkContext.getConf().get("spark.connect.grpc.binding.port")
    return f"sc://localhost:{port}"
