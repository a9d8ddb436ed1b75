"""Balance a real table with the command, see what it made, and ask honestly whether it helped.

The table is examples/data/hypothyroid.csv (see the README beside it): 3,163 patients, 151 of them
with an underactive thyroid. Run it with ``make demo``.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
import warnings
from pathlib import Path

import matplotlib

matplotlib.use("Agg")  # no screen is needed

import matplotlib.pyplot as plt
import numpy as np
import pyarrow as pa
import pyarrow.csv
from numpy.typing import NDArray
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score, precision_score, recall_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from counterpoise import balance

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "examples" / "data" / "hypothyroid.csv"
OUTPUT = ROOT / "demo-output"
TARGET, MINORITY = "diagnosis", "hypothyroid"
N_SPLITS = 10

# Okabe and Ito's colours, which colour-blind people tell apart.
GREY, BLUE, ORANGE = "#999999", "#0072B2", "#E69F00"


def main() -> None:
    OUTPUT.mkdir(exist_ok=True)
    patients = read(DATA)
    train, test = split(patients, seed=0)
    train_path, test_path = OUTPUT / "train.csv", OUTPUT / "test.csv"
    write(train, train_path)
    write(test, test_path)
    heading("1. Split first, so that no test patient has a part in a new row")
    print(f"{DATA.relative_to(ROOT)}: {patients.num_rows:,} patients")
    print(f"{train.num_rows:,} to train on, {test.num_rows:,} kept for the test")

    heading("2. Balance the training part with the command")
    balanced = balance_with_command(train_path)

    heading("3. Does it help? Logistic regression, mean of 10 random splits")
    print_scores(scores(patients))

    picture = draw(train, balanced, OUTPUT / "before-after.png")
    heading("The files")
    for path in (picture, OUTPUT / "train-balanced.csv", train_path, test_path):
        print(f"  {path}")


def read(path: Path) -> pa.Table:
    """Read a CSV whose missing values are question marks."""
    options = pa.csv.ConvertOptions(null_values=["?", ""], strings_can_be_null=True)
    return pa.csv.read_csv(path, convert_options=options)


def write(rows: pa.Table, path: Path) -> None:
    """Write a table as CSV, as any user would have one."""
    options = pa.csv.WriteOptions(quoting_style="needed")
    pa.csv.write_csv(rows, path, options)


def split(patients: pa.Table, seed: int) -> tuple[pa.Table, pa.Table]:
    """Return two thirds of the patients and the others, each class in the same share."""
    train, test = train_test_split(
        np.arange(patients.num_rows),
        test_size=1 / 3,
        stratify=is_minority(patients),
        random_state=seed,
    )
    return patients.take(np.sort(train)), patients.take(np.sort(test))


def balance_with_command(path: Path) -> pa.Table:
    """Run the command as a user would type it, and return the table that it wrote."""
    arguments = ["balance", shown(path), "--target", TARGET, "--seed", "1", "--mark", "synthetic"]
    print("$ counterpoise", shlex.join(arguments), flush=True)
    output = path.with_name("train-balanced.csv")
    output.unlink(missing_ok=True)
    subprocess.run([sys.executable, "-m", "counterpoise", *arguments], cwd=ROOT, check=True)
    return read(output)


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def is_minority(rows: pa.Table) -> NDArray[np.bool_]:
    return np.array(rows[TARGET].to_pylist()) == MINORITY


def features(rows: pa.Table) -> NDArray[np.float64]:
    """Return the columns but the target as numbers: "t", "y" and "F" are 1; NaN where missing."""
    columns = []
    for name in rows.column_names:
        if name in (TARGET, "synthetic"):
            continue
        column = rows[name]
        if pa.types.is_string(column.type):
            yes = {"t": 1.0, "y": 1.0, "F": 1.0, None: np.nan}
            columns.append(np.array([yes.get(value, 0.0) for value in column.to_pylist()]))
        else:
            columns.append(column.cast(pa.float64()).to_numpy())
    return np.column_stack(columns)


def scores(patients: pa.Table) -> dict[str, NDArray[np.float64]]:
    """Return recall, precision, F1 and average precision on unseen patients, split by split.

    A lower threshold is the rival that balancing has to beat: it costs nothing.
    """
    results: dict[str, list[list[float]]] = {}
    for seed in range(N_SPLITS):
        train, test = split(patients, seed)
        truth = is_minority(test)
        plain = fitted(train).predict_proba(features(test))[:, 1]
        smote = fitted(balance(train, TARGET, seed=seed)).predict_proba(features(test))[:, 1]
        for name, risk, threshold in (
            ("as it is, threshold 0.5", plain, 0.5),
            ("balanced, threshold 0.5", smote, 0.5),
            ("as it is, threshold 0.05", plain, is_minority(train).mean()),
        ):
            results.setdefault(name, []).append(measure(truth, risk, threshold))
    return {name: np.array(rows) for name, rows in results.items()}


def fitted(rows: pa.Table) -> Pipeline:
    model = make_pipeline(
        SimpleImputer(strategy="median"), StandardScaler(), LogisticRegression(max_iter=2000)
    )
    return model.fit(features(rows), is_minority(rows))


def measure(truth: NDArray[np.bool_], risk: NDArray, threshold: float) -> list[float]:
    found = risk >= threshold
    return [
        recall_score(truth, found),
        precision_score(truth, found),
        f1_score(truth, found),
        average_precision_score(truth, risk),
    ]


def print_scores(results: dict[str, NDArray[np.float64]]) -> None:
    headings = ("recall", "precision", "F1", "average precision")
    print(f"{'trained on':<26}" + "".join(f"{h:>19}" for h in headings))
    for name, rows in results.items():
        cells = (f"{m:.2f} ± {s:.2f}" for m, s in zip(rows.mean(0), rows.std(0), strict=True))
        print(f"{name:<26}" + "".join(f"{cell:>19}" for cell in cells))
    print(
        "Balancing finds more of the ill (recall) and raises more false alarms (precision); so\n"
        "does a lower threshold, without a new row. Average precision, which no threshold moves,\n"
        "says whether the model itself became better."
    )


def draw(train: pa.Table, balanced: pa.Table, path: Path, dpi: int = 130) -> Path:
    """Draw the training part before and after, in the two laboratory values that tell most."""
    figure, axes = plt.subplots(1, 2, figsize=(12, 5.6), sharex=True, sharey=True)
    synthetic = np.array(balanced["synthetic"].to_pylist())
    for axis, rows, title in ((axes[0], train, "Before"), (axes[1], balanced, "After")):
        ill = is_minority(rows)
        new = synthetic if rows is balanced else np.zeros(rows.num_rows, bool)
        layers = [
            (~ill, "negative", GREY, "o", 10, 0.45),
            (new, "hypothyroid, synthetic", ORANGE, "x", 16, 0.55),
            (ill & ~new, "hypothyroid, real", BLUE, "^", 30, 0.95),
        ]
        for chosen, label, colour, marker, size, alpha in layers:
            if chosen.any():
                x, y = laboratory(rows, chosen)
                axis.scatter(
                    x, y, s=size, c=colour, marker=marker, alpha=alpha, linewidths=0.8, label=label
                )
        counts = f"{np.sum(~ill):,} negative, {np.sum(ill):,} hypothyroid"
        if new.any():
            counts += f" ({np.sum(new):,} of them synthetic)"
        axis.set_title(f"{title}: {counts}", fontsize=11)
        axis.set_xlabel("free thyroxine index (FTI)")
        axis.set_yscale("symlog", linthresh=1)
        axis.set_xlim(-10, 310)
        axis.grid(alpha=0.25, linewidth=0.5)
        axis.legend(loc="upper right", frameon=True, fontsize=9)
    axes[0].set_ylabel("thyroid-stimulating hormone (TSH), logarithmic above 1")
    figure.suptitle("Thyroid patients to train on, before and after counterpoise balance")
    figure.text(
        0.5,
        0.005,
        "Patients with both values measured; a few negative ones lie further right. "
        "Data: Thyroid Disease, UCI (CC BY 4.0).",
        ha="center",
        fontsize=8,
        color="#555555",
    )
    figure.tight_layout(rect=(0, 0.02, 1, 1))
    figure.savefig(path, dpi=dpi)
    plt.close(figure)
    return path


def laboratory(rows: pa.Table, chosen: NDArray[np.bool_]) -> tuple[NDArray, NDArray]:
    """Return FTI and TSH of the chosen patients."""
    fti, tsh = (rows[name].cast(pa.float64()).to_numpy()[chosen] for name in ("FTI", "TSH"))
    return fti, tsh


def heading(text: str) -> None:
    print(f"\n{text}\n{'-' * len(text)}", flush=True)


if __name__ == "__main__":
    warnings.filterwarnings("ignore", category=FutureWarning)
    main()
