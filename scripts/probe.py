"""Health check of a container: `probe.py web` asks the portal itself, `probe.py beat` about beat."""

import json
import os
import sys
import urllib.request


def main() -> int:
    """Exit code 0 when healthy, 1 (or an error) when not."""
    part = sys.argv[1]
    address = f"http://{'127.0.0.1' if part == 'web' else 'web'}:8000/health/ready"
    # The portal answers to its public name alone, and only behind TLS.
    headers = {"Host": os.environ["ALLOWED_HOSTS"].split(",")[0], "X-Forwarded-Proto": "https"}
    request = urllib.request.Request(address, headers=headers)
    with urllib.request.urlopen(request, timeout=5) as response:
        return 1 if part in json.load(response)["degraded"] else 0


if __name__ == "__main__":
    sys.exit(main())
