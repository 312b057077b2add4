"""Builds what AWS gets, without deploying it: `python -m infra.local.deploy.build [directory]`."""

import logging
import sys
from pathlib import Path

from infra.local.deploy import package, template
from infra.local.deploy.run import TEMPLATE, artifact
from infra.local.home import PROJECT

log = logging.getLogger("speaknode.build")


def build(target: Path) -> dict[str, Path]:
    """Logical id → its zip in `target`."""
    source = template.load(TEMPLATE)
    target.mkdir(parents=True, exist_ok=True)
    made: dict[str, Path] = {}

    def save(logical_id: str, folder: str) -> str:
        content = artifact(target / "layers", logical_id, folder)
        made[logical_id] = target / f"{logical_id}-{package.key(content)}"
        made[logical_id].write_bytes(content)
        log.info("%s: %.1f MB", made[logical_id].name, len(content) / 1e6)
        return str(made[logical_id])

    packaged = template.with_packages(source, save)
    (target / "template.json").write_text(template.dump(packaged))
    return made


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "dist")
