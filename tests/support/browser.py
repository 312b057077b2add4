"""Runs a scenario of `web/e2e` in a real Chromium."""

import asyncio
import json
from pathlib import Path
from secrets import token_hex
from typing import Any

SCRIPTS = Path(__file__).parents[2] / "web" / "e2e"
TIMEOUT_S = 90
DASHBOARD_TIMEOUT_S = 600


async def drive_widget(
    scenario: str, url: str, microphone: str = "absent", **options: Any
) -> dict[str, Any]:
    """A page with the widget."""
    return await _run("widget.mjs", scenario, url, microphone, json.dumps(options))


async def drive_dashboard(
    scenario: str, url: str, microphone: str = "absent", *, email: str, **options: Any
) -> dict[str, Any]:
    """The dashboard, as somebody new: what is tried once more finds nothing of the first time."""
    name, _, domain = email.partition("@")
    options["email"] = f"{name}.{token_hex(4)}@{domain}"
    arguments = (url, microphone, json.dumps(options))
    return await _run("dashboard.mjs", scenario, *arguments, timeout_s=DASHBOARD_TIMEOUT_S)


async def _run(
    script: str, scenario: str, *arguments: str, timeout_s: float = TIMEOUT_S
) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        "node", SCRIPTS / script, scenario, *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(timeout_s):
            stdout, stderr = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise AssertionError(f"{scenario} in the browser: {stderr.decode()[-3000:]}")
    found: dict[str, Any] = json.loads(stdout.splitlines()[-1])
    return found
