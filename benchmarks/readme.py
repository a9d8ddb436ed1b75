"""Print the table of speeds of README.md from what the benchmarks printed, or put it there.

``python benchmarks/readme.py`` prints it; with ``--write`` it goes into README.md, between the two
comments that mark its place.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUTPUTS = ROOT / "docs" / "outputs"
BEGIN, END = "<!-- speeds, by benchmarks/readme.py -->", "<!-- end of speeds -->"

SAMPLERS = "python benchmarks/samplers.py"
ROWS = [
    ("100 000, 20 000, 10", "SMOTE", "SMOTE, 100,000 x 10, 20,000 of them rare"),
    ("50 000, 5 000, 100", "SMOTE", "SMOTE, 50,000 x 100, 5,000 of them rare"),
    ("100 000, 10 000, 30", "SMOTE-NC", "SMOTE-NC, 100,000 x 30, 10,000 of them rare"),
    ("100 000, 20 000, 10", "SMOTEENN", "SMOTE-ENN, 100,000 x 10, 20,000 of them rare"),
]
"""The shape and the method in docs/outputs/samplers.txt, and what README calls them."""


def table(outputs: Path = OUTPUTS) -> str:
    """Return the table of README.md as Markdown."""
    samplers = (outputs / "samplers.txt").read_text(encoding="utf-8")
    files = (outputs / "files.txt").read_text(encoding="utf-8")
    lines = [
        "| task | counterpoise | imbalanced-learn | ratio | printed by |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    cells = [(title, *of_sampler(samplers, shape, name), SAMPLERS) for shape, name, title in ROWS]
    cells.append(
        ("a CSV file, 2,000,000 x 30, read to written", *of_csv(files), "make bench-files")
    )
    for title, ours, theirs, command in cells:
        ratio = f"{float(theirs) / float(ours):.1f}x"
        lines.append(f"| {title} | {ours} s | {theirs} s | {ratio} | `{command}` |")
    return "\n".join(lines)


def of_sampler(text: str, shape: str, method: str) -> tuple[str, str]:
    """Return the seconds of ours and of imbalanced-learn, as they were printed."""
    pattern = rf"^{re.escape(shape)} +{re.escape(method)} +([\d.]+) +([\d.]+) +[\d.]+[*]?$"
    return only(pattern, text, "samplers.txt")


def of_csv(text: str) -> tuple[str, str]:
    """Return the seconds of the command and of imbalanced-learn with pandas for a CSV file."""
    part = text[text.index("CSV, 2,000,000 x 30") :]
    pattern = r"^ +counterpoise +([\d.]+) .*?^ +imbalanced-learn, pandas +([\d.]+) "
    return only(pattern, part, "files.txt")


def only(pattern: str, text: str, name: str) -> tuple[str, str]:
    found = re.findall(pattern, text, re.MULTILINE | re.DOTALL)
    if len(found) != 1:
        raise SystemExit(f"{name} has {len(found)} lines like {pattern!r}, and README needs one")
    return found[0]


def with_table(readme: str, speeds: str) -> str:
    """Return README.md with this table between its two marks."""
    before, rest = readme.split(BEGIN)
    return f"{before}{BEGIN}\n{speeds}\n{END}{rest.split(END)[1]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    if not parser.parse_args().write:
        print(table())
        return
    readme = ROOT / "README.md"
    readme.write_text(with_table(readme.read_text(encoding="utf-8"), table()), encoding="utf-8")


if __name__ == "__main__":
    main()
