"""Likely slips in the domain of an e-mail address; nobody is asked over the network."""

from difflib import get_close_matches

# Mailboxes that most people in the United States have and whose names nothing else resembles.
# Short ones (aol.com, msn.com, live.com) are left out: too many real domains are one letter away.
COMMON = [
    *("gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "icloud.com", "protonmail.com"),
    *("comcast.net", "verizon.net", "sbcglobal.net", "bellsouth.net", "earthlink.net"),
]
# Real mailboxes that resemble one of those above.
REAL = {"cloud.com", "googlemail.com", "rocketmail.com", "comcast.com", "verizon.com"}
# Ends that no address has, and what was meant.
ENDS = {
    **dict.fromkeys(["con", "cmo", "ocm", "comm", "vom", "xom", "cim", "cpm", "c0m"], "com"),
    "nte": "net",
    "ent": "net",
    "ogr": "org",
    "rog": "org",
    "eud": "edu",
    "deu": "edu",
}
# How much of two names must be the same: one letter is left out, added, wrong or swapped.
ALIKE = 0.88


def meant_address(email: str) -> str:
    """Return the address that somebody probably meant, or nothing where it looks right."""
    mailbox, _, typed = email.rpartition("@")
    domain = _meant_domain(typed.lower())
    return f"{mailbox}@{domain}" if domain != typed.lower() else ""


def _meant_domain(domain: str) -> str:
    name, _, end = domain.rpartition(".")
    domain = f"{name}.{ENDS.get(end, end)}"
    if domain in REAL or _is_some_mail(domain):
        return domain
    return next(iter(get_close_matches(domain, COMMON, n=1, cutoff=ALIKE)), domain)


def _is_some_mail(domain: str) -> bool:
    """Say whether it is mail.com, or one letter before it: ymail.com and others are real."""
    return domain.removesuffix("mail.com") in {"", *"abcdefghijklmnopqrstuvwxyz"}
