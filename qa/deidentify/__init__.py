"""Identifiers in a text: what could tell who somebody is.

The list is that of the HIPAA Privacy Rule, 45 CFR 164.514(b)(2)(i): names, places below a state,
dates except the year, ages over 89, phone and fax numbers, e-mail and web addresses, and numbers of
every kind. Biometrics and photographs are not in a text. The check points; a person decides.
"""

import re

from qa.findings import Finding
from qa.phrases import plain_marks

from .names import names
from .places import places
from .shapes import shaped

KINDS = {
    "email": "an e-mail address",
    "url": "a web address",
    "ip": "an internet address",
    "handle": "a name on the internet",
    "date": "a date",
    "age": "an age over 89",
    "phone": "a phone or fax number",
    "number": "a number of one person",
    "place": "a place smaller than a state",
    "name": "a name",
}
_RANK = {kind: rank for rank, kind in enumerate(KINDS)}


def find_identifiers(text: str, language: str = "en") -> list[Finding]:
    """Return what may identify somebody, in the order of the text and without overlaps.

    The kinds are the keys of KINDS. Each line is read by itself: a heading ends without a mark.
    """
    text = plain_marks(text)
    return [
        Finding(kind, line.start() + start, line.start() + end)
        for line in re.finditer(r"[^\n]+", text)
        for kind, start, end in _in_line(line[0], language)
    ]


def _in_line(line: str, language: str) -> list[Finding]:
    found = [*shaped(line, language), *places(line, language), *names(line, language)]
    return _without_overlaps([_trimmed(finding, line) for finding in found])


def _trimmed(finding: Finding, text: str) -> Finding:
    """Return the finding without a mark, or the 's, at its end; an initial keeps its full stop."""
    if finding.kind == "name":
        return finding
    words = re.sub(r"(?:'s|[\s.,;:'-])+$", "", text[finding.start : finding.end])
    return finding._replace(end=finding.start + len(words))


def _without_overlaps(found: list[Finding]) -> list[Finding]:
    """Keep the longest of findings that overlap; of equal ones the first of KINDS."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda f: (f.start - f.end, _RANK[f.kind])):
        if all(finding.end <= other.start or other.end <= finding.start for other in kept):
            kept.append(finding)
    return sorted(kept, key=lambda finding: finding.start)
