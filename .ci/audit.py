"""Look the locked versions up in a list of known weaknesses; say so when the list knows none of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
AUDIT = HOME / "build" / "audit"


def main() -> int:
    """Return 0 when every package was looked up and none has a known weakness."""
    command = [
        AUDIT / "bin" / "pip-audit",
        "--disable-pip",
        "--require-hashes",
        "-r",
        HOME / "requirements.lock",
    ]
    run = subprocess.run(
        [*map(str, command), "--progress-spinner", "off", "-f", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    if not run.stdout.strip():
        print(*run.stderr.strip().splitlines()[-1:], "NOT AUDITED: the service cannot be reached", sep="\n")
        return 1
    found = json.loads(run.stdout)["dependencies"]
    asked = [package for package in found if "skip_reason" not in package]
    weak = [package for package in asked if package["vulns"]]
    for package in weak:
        print(f"{package['name']} {package['version']}: {', '.join(each['id'] for each in package['vulns'])}")
    print(f"{len(asked)} of {len(found)} packages were looked up, {len(weak)} have a known weakness")
    if len(asked) < len(found):
        print("NOT AUDITED: the service does not know all of them")
    return int(bool(weak) or len(asked) < len(found))


if __name__ == "__main__":
    sys.exit(main())
