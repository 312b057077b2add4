"""Runs a scenario of `web/e2e/page.mjs` in a real Chromium."""

import asyncio
import json
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).parents[2] / "web" / "e2e" / "page.mjs"
TIMEOUT_S = 90


async def drive(scenario: str, url: str, microphone: str, expected: str = "") -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        "node", SCRIPT, scenario, url, microphone, expected,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(TIMEOUT_S):
            stdout, stderr = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise AssertionError(f"{scenario} in the browser: {stderr.decode()[-3000:]}")
    found: dict[str, Any] = json.loads(stdout)
    return found
