"""One Spark session for the tests of a process, with the Java of the system or of PyPI."""

import pytest

from shared.spark_settings import QUICK, find_java

find_java()


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
