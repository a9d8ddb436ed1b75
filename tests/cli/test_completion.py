"""What a real shell offers after Tab."""

from __future__ import annotations

import shlex
import subprocess
import sys

import pandas as pd
import pytest

from shared.command import environment, write_churn

_SCRIPT = r"""
counterpoise() {{ {python} -m counterpoise "$@"; }}
eval "$(_COUNTERPOISE_COMPLETE=source_bash env _COUNTERPOISE_COMPLETE=source_bash {python} -c \
    'from counterpoise.cli import main; main()')"
COMP_WORDS=({words}); COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
_counterpoise_completion {wrapper}
printf '%s\n' "${{COMPREPLY[@]}}"
"""


@pytest.fixture
def offered(tmp_path):
    wrapper = tmp_path / "bin" / "counterpoise"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\nexec {sys.executable} -m counterpoise "$@"\n')
    wrapper.chmod(0o755)
    write_churn(tmp_path / "churn.csv")
    pd.read_csv(tmp_path / "churn.csv").to_parquet(tmp_path / "churn.parquet")

    def offered(*words):
        script = _SCRIPT.format(
            python=sys.executable,
            wrapper=wrapper,
            words=" ".join(shlex.quote(word) for word in ("counterpoise", *words)),
        )
        done = subprocess.run(
            ["bash", "-c", script],
            capture_output=True,
            text=True,
            env=environment(),
            cwd=tmp_path,
            check=True,
        )
        assert "Traceback" not in done.stderr
        return done.stdout.split()

    return offered


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["ba"], ["balance"]),
        (["balance", "churn.csv", "--dry"], ["--dry-run"]),
        (["balance", "churn.csv", "--method", "smoten"], ["smotenc", "smoten"]),
        (["balance", "churn.csv", "--scale", ""], ["standard", "robust", "none"]),
        (["balance", "churn.csv", "--target", "c"], ["calls", "churned"]),
        (["balance", "churn.parquet", "-t", "c"], ["calls", "churned"]),
        (["balance", "churn.csv", "--ignore", "id,m"], ["id,minutes"]),
        (["balance", "churn.csv", "--method", "geometric", "--set", "sel"], ["selection="]),
        (["balance", "churn.csv", "--method", "mine:copies", "--set", ""], []),
        (["balance", "churn.csv", "--method", "mine:c"], []),
        (["balance", "missing.csv", "--target", ""], []),
    ],
)
def test_a_shell_offers(offered, words, expected):
    assert offered(*words) == expected
