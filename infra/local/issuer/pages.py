"""The login form."""

from collections.abc import Mapping
from html import escape

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { display: grid; place-items: center; min-height: 100vh; margin: 0 }
form { display: grid; gap: .75rem; width: min(22rem, 90vw) }
input, button { font: inherit; padding: .6rem .75rem; border: 1px solid #8888 }
input, button { border-radius: .5rem }
button { background: #2f5bea; color: #fff; border: 0 }
p { margin: 0; opacity: .75; font-size: .875rem } .error { color: #d33; opacity: 1 }
"""


def login(fields: Mapping[str, str], error: str = "") -> str:
    hidden = "".join(
        f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">' for k, v in fields.items()
    )
    complaint = f'<p class="error" role="alert">{escape(error)}</p>' if error else ""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sign in</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>
<body><form method="post" action="/authorize">
<h1>Sign in</h1>
<label for="email">E-mail</label>
<input id="email" name="email" type="email" required autofocus autocomplete="username"
 placeholder="you@example.com">
{complaint}{hidden}
<button type="submit">Continue</button>
<p>Development sign-in: any address, no password.</p>
</form></body></html>"""
