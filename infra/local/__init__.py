"""A whole installation on one machine: emulator, LiveKit, issuer, page, worker, supervisor.

Imported as `infra.local`: the workspace's editable install of `speaknode-cli` puts the
project's root on the path (`dev-mode-dirs` in cli/pyproject.toml).
"""
