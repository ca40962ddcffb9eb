"""`make lock`: recompile requirements/*.txt from the `.in` files, with hashes, for any platform."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.setup import index_settings  # noqa: E402

BIN = Path(sys.executable).parent


def main() -> int:
    """Exit code of the first compilation that fails, or 0. `--upgrade` takes newer versions."""
    fixed = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"]
    fixed += ["--no-header", "--quiet", *sys.argv[1:]]
    environment = os.environ | index_settings(str(BIN / "pip"))
    for name in ("bootstrap", "base", "local", "dev"):
        command = [str(BIN / "uv"), "pip", "compile", *fixed, f"{name}.in", "-o", f"{name}.txt"]
        print(f"  requirements/{name}.txt", flush=True)
        if code := subprocess.run(command, cwd=ROOT / "requirements", env=environment).returncode:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
