"""The compiled kernel; README.md beside this file tells how it works."""
