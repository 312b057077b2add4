"""Write docs/openapi.json from the declared routes; `--check` fails when the file is behind."""

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "openapi.json"
sys.path.insert(0, str(ROOT / "functions"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare; write nothing")
    is_check = parser.parse_args().check

    from openapi_spec_validator import validate

    from api.app import app  # the import path above has to come first
    from api.routes.docs import openapi_text

    assert app.routes, "importing the app is what declares the routes"
    text = openapi_text()
    validate(json.loads(text))
    if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    if is_check:
        print("docs/openapi.json is behind the routes: run `make openapi`", file=sys.stderr)
        return 1
    TARGET.write_text(text, encoding="utf-8")
    print("wrote docs/openapi.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
