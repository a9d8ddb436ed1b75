"""What papers say of resampling, put to the test on real tables: see `evidence.py`."""
