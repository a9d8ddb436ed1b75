"""Growing classes too large for one machine: ranked, searched and joined without collecting them.

The driver holds a sample of the rows, the centres of cells and counts, and nothing else of them.
"""
