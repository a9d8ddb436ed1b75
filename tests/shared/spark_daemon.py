"""The process that forks Spark's Python workers, and imports first what they need.

With Spark's own each worker imports for itself, because a library may start threads when it is
imported. That takes seconds, and as Spark ends idle workers after a minute, dozens start during
the tests. What is imported here starts no thread that a fork would miss.
"""

import os

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import pyspark.worker  # noqa: F401
from pyspark.daemon import manager

import counterpoise.engines.spark.balancing  # noqa: F401

if __name__ == "__main__":
    manager()
