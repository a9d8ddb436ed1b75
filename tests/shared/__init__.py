"""What tests of several rooms share: tables, helpers, references, and processes to start.

`pytest` finds this package because pyproject.toml puts tests/ on the path; scripts here are run as
modules, `python -m shared.NAME`, with tests/ in PYTHONPATH.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The folder of the project."""
