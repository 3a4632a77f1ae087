"""Runs the spikeport command for the scripts of this folder; SPIKEPORT names another one than the project's."""

import json
import os
import pathlib
import subprocess

PROJECT = pathlib.Path(__file__).resolve().parents[1]
COMMAND = os.environ.get("SPIKEPORT", str(PROJECT / "spikeport"))


def spikeport(*arguments):
    """What the command prints with --json; RuntimeError with its message if it fails."""
    words = [COMMAND, *map(str, arguments), "--json"]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(f"{arguments[0]}: exit {run.returncode}: {run.stderr.strip() or run.stdout.strip()}")
    return json.loads(run.stdout)
