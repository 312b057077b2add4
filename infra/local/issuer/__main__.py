"""`python -m infra.local.issuer`"""

import os

from aiohttp import web
from infra.local.environment import issuer_url
from infra.local.home import Home
from infra.local.issuer import keys
from infra.local.issuer.app import Issuer
from infra.local.issuer.tokens import Tokens
from infra.local.ports import HOST, Ports

if __name__ == "__main__":
    ports = Ports.from_env()
    audience = os.environ.get("SPEAKNODE_OIDC_AUDIENCE") or "speaknode"
    tokens = Tokens(keys.load(Home.from_env().root / "issuer"), issuer_url(ports), audience)
    web.run_app(Issuer(tokens).app(), host=HOST, port=ports.issuer, print=None)
