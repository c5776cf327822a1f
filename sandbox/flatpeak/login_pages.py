"""The HTML of the provider's login site."""

from html import escape

from starlette.responses import HTMLResponse

from sandbox.flatpeak.objects import Login

STYLE_PATH = "style.css"
_HINTS = (
    ("any name", "signs in; the password is always <b>demo</b>"),
    ("otp", "is asked for a one-time code, <b>123456</b>"),
    ("flats", "has several addresses"),
    ("notariff", "has no tariff that can be read"),
    ("slow", "has a tariff that takes long to read"),
    ("broken", "has a tariff that cannot be read"),
    ("solar", "feeds in as well: with busbar, two tariffs"),
)


def show_step(provider: str, login: Login, way_back: str, problem: str, places: list[str]) -> HTMLResponse:
    """The form of the customer's step."""
    body = {
        "login": _login_form,
        "otp": _code_form,
        "address": lambda: _address_form(places),
        "consent": lambda: _consent_form(provider),
        "missing": _missing_form,
    }[login.step]()
    alert = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    form = f'<form method="post"><input type="hidden" name="step" value="{login.step}">{body}</form>'
    hints = _hints() if login.step == "login" else ""
    leave = f'<p class="leave"><a href="{escape(way_back, quote=True)}">Cancel and go back</a></p>'
    return HTMLResponse(_document(provider, f"{alert}{form}{leave}{hints}"), headers={"Cache-Control": "no-store"})


def show_payment(way_back: str) -> HTMLResponse:
    """Where the money of a virtual power plant goes."""
    body = (
        "<h1>How should we pay you?</h1><p>This is a sandbox: the card ending in 4242 is not a real one.</p>"
        '<form method="post"><button type="submit">Save this card</button></form>'
        f'<p class="leave"><a href="{escape(way_back, quote=True)}">Cancel and go back</a></p>'
    )
    return HTMLResponse(_document("Payment details", body), headers={"Cache-Control": "no-store"})


def say_unknown() -> HTMLResponse:
    """Opened without a session that is known here."""
    text = "<h1>This link does not work</h1><p>Please go back to the chat and open the login from there.</p>"
    return HTMLResponse(_document("Provider login", text), status_code=404)


def say_closed(way_back: str) -> HTMLResponse:
    """The session stands elsewhere: the login is over or was never asked for."""
    text = (
        "<h1>This login is finished</h1><p>There is nothing more to do here.</p>"
        f'<p><a class="button" href="{escape(way_back, quote=True)}">Go on</a></p>'
    )
    return HTMLResponse(_document("Provider login", text), status_code=409)


def _login_form() -> str:
    return (
        "<h1>Sign in</h1>"
        '<label>User name<input name="user" autocomplete="off" autocapitalize="none" required autofocus></label>'
        '<label>Password<input name="password" type="password" autocomplete="off" required></label>'
        '<button type="submit">Sign in</button>'
    )


def _code_form() -> str:
    return (
        "<h1>One-time code</h1><p>We have sent you a code of six digits. In this sandbox it is 123456.</p>"
        '<label>Code<input name="code" inputmode="numeric" autocomplete="one-time-code" required autofocus></label>'
        '<button type="submit">Continue</button>'
    )


def _address_form(places: list[str]) -> str:
    options = "".join(
        f'<label class="option"><input type="radio" name="address" value="{escape(place.split(", ")[0])}" required>'
        f"{escape(place)}</label>"
        for place in places
    )
    return f'<h1>Which address?</h1>{options}<button type="submit">Continue</button>'


def _consent_form(provider: str) -> str:
    return (
        f"<h1>Share your tariff?</h1><p>{escape(provider)} will share with FlatPeak and the service that you came "
        "from:</p><ul><li>your tariff and its prices</li><li>your contract dates</li>"
        "<li>your supply address</li></ul>"
        '<button name="choice" value="allow">Allow</button>'
        '<button class="quiet" name="choice" value="deny">Don\'t allow</button>'
    )


def _missing_form() -> str:
    return (
        "<h1>No tariff found</h1><p>This account has no tariff that we can read.</p>"
        '<button name="choice" value="by_hand">Enter it by hand</button>'
        '<button class="quiet" name="choice" value="other_provider">Choose another provider</button>'
    )


def _hints() -> str:
    rows = "".join(f"<li><b>{name}</b> {what}</li>" for name, what in _HINTS)
    return f'<aside><p>This is a sandbox. Never enter a real password.</p><ul class="hints">{rows}</ul></aside>'


def _document(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>"
        f'<link rel="stylesheet" href="{STYLE_PATH}"></head>'
        f'<body><main><p class="brand">{escape(title)}</p>{body}</main></body></html>'
    )
