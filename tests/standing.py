"""The header fields that every answer has, whatever it is."""

STANDING = {
    "Content-Security-Policy":
        "default-src 'none'; script-src 'self'; style-src 'self';"
        " connect-src 'self'; img-src 'self'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy":
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def standing_faults(headers):
    """What is wrong with the fields that every answer has."""
    faults = [f"{name}: {headers.get_all(name)}"
              for name, value in STANDING.items()
              if headers.get_all(name) != [value]]
    faults += [f"{name} tells too much"
               for name in ("Server", "X-Powered-By") if name in headers]
    if len(headers.get_all("Cache-Control") or []) != 1:
        faults.append("not one Cache-Control")
    return faults
