"""What schema.org and Google ask of the graphs that our pages hold, as tables and one check."""

import json
import re
from typing import Any

from bs4 import BeautifulSoup

Node = dict[str, Any]

DAY = re.compile(r"\d{4}-\d\d-\d\d")
TIME = re.compile(r"\d\d:\d\d")
URL = re.compile(r"https?://[^\s]+")
WORDS = re.compile(r"\S(.*\S)?", re.DOTALL)
NUMBER = (int, float)

# type → property → what its value must be; the properties before None are required.
SCHEMA: dict[str, dict[str, Any]] = {
    "MedicalWebPage": {
        "@id": URL,
        "url": URL,
        "name": WORDS,
        "headline": WORDS,
        "description": WORDS,
        "inLanguage": "en-US",
        "datePublished": DAY,
        "dateModified": DAY,
        "publisher": "@id",
        "breadcrumb": "@id",
        "isPartOf": "@id",
        "specialty": URL,
        "mainEntity": "Question",
        "author": "Person",
        "?": {
            "lastReviewed": DAY,
            "reviewedBy": "Person",
            "about": ["Thing"],
            "primaryImageOfPage": "ImageObject",
        },
    },
    "Question": {"name": WORDS, "text": WORDS, "acceptedAnswer": "Answer"},
    "Answer": {"text": WORDS, "url": URL, "author": "Person"},
    "Thing": {"name": WORDS},
    "ImageObject": {"url": URL, "width": NUMBER, "height": NUMBER, "?": {"caption": WORDS}},
    "Person": {
        "name": WORDS,
        "jobTitle": WORDS,
        "honorificSuffix": WORDS,
        "?": {
            "url": URL,  # Who left has no page.
            "description": WORDS,
            "image": URL,
            "worksFor": "@id",
            "hasCredential": "EducationalOccupationalCredential",
        },
    },
    "EducationalOccupationalCredential": {
        "credentialCategory": WORDS,
        "recognizedBy": "AdministrativeArea",
        "?": {"identifier": WORDS},
    },
    "AdministrativeArea": {"name": WORDS},
    "BreadcrumbList": {"itemListElement": ["ListItem"], "?": {"@id": URL}},
    "ListItem": {"position": NUMBER, "name": WORDS, "item": URL},
    "MedicalOrganization": {
        "@id": URL,
        "name": WORDS,
        "url": URL,
        "medicalSpecialty": URL,
        "?": {"telephone": WORDS, "logo": URL},
    },
    "WebSite": {"@id": URL, "url": URL, "name": WORDS, "inLanguage": "en-US", "publisher": "@id"},
    "CollectionPage": {
        "@id": URL,
        "url": URL,
        "name": WORDS,
        "inLanguage": "en-US",
        "isPartOf": "@id",
        "publisher": "@id",
    },
    "ProfilePage": {
        "@id": URL,
        "url": URL,
        "name": WORDS,
        "inLanguage": "en-US",
        "publisher": "@id",
        "mainEntity": "Person",
    },
    "MedicalClinic": {
        "@id": URL,
        "url": URL,
        "name": WORDS,
        "address": "PostalAddress",
        "telephone": WORDS,
        "medicalSpecialty": URL,
        "parentOrganization": "@id",
        "?": {
            "geo": "GeoCoordinates",
            "image": URL,
            "openingHoursSpecification": ["OpeningHoursSpecification"],
        },
    },
    "PostalAddress": {
        "streetAddress": WORDS,
        "addressLocality": WORDS,
        "addressRegion": re.compile(r"[A-Z]{2}"),
        "postalCode": WORDS,
        "addressCountry": "US",
    },
    "GeoCoordinates": {"latitude": NUMBER, "longitude": NUMBER},
    "OpeningHoursSpecification": {"dayOfWeek": URL, "opens": TIME, "closes": TIME},
}


def graph_of(soup: BeautifulSoup) -> list[Node]:
    """Return the nodes of the one graph on a page, none where it has no graph."""
    scripts = soup.select('script[type="application/ld+json"]')
    assert len(scripts) <= 1
    if not scripts:
        return []
    data = json.loads(scripts[0].string)
    assert set(data) == {"@context", "@graph"}
    assert data["@context"] == "https://schema.org"
    return data["@graph"]


def faults(nodes: list[Node]) -> list[str]:
    """Return what is wrong with a graph, references that lead nowhere among it."""
    found = [fault for node in nodes for fault in faults_of(node, node.get("@type", "?"))]
    known = {node["@id"] for node in nodes if "@id" in node}
    dangling = {reference for node in nodes for reference in references(node)} - known
    # The site is described on the home page alone.
    return found + [f"{id_} is described nowhere" for id_ in dangling if "#website" not in id_]


def faults_of(node: Node, kind: str) -> list[str]:
    if node.get("@type") != kind or kind not in SCHEMA:
        return [f"{node.get('@type')} where {kind} is expected"]
    required = {name: value for name, value in SCHEMA[kind].items() if name != "?"}
    allowed = {**required, **SCHEMA[kind].get("?", {})}
    found = [f"{kind} has no {name}" for name in required if name not in node]
    for name, value in node.items():
        if name == "@type":
            continue
        if name not in allowed:
            found.append(f"{kind} has an unknown {name}")
        else:
            found += faults_of_value(value, allowed[name], f"{kind}.{name}")
    return found


def faults_of_value(value: Any, rule: Any, where: str) -> list[str]:
    if isinstance(rule, list):
        if not isinstance(value, list) or not value:
            return [f"{where} is no list"]
        return [fault for each in value for fault in faults_of_value(each, rule[0], where)]
    if isinstance(rule, re.Pattern):
        return [] if isinstance(value, str) and rule.fullmatch(value) else [f"{where}: {value!r}"]
    if isinstance(rule, tuple):
        return [] if isinstance(value, rule) else [f"{where}: {value!r}"]
    if rule == "@id":
        return [] if isinstance(value, dict) and set(value) == {"@id"} else [f"{where}: {value!r}"]
    if rule in SCHEMA:
        return faults_of(value, rule) if isinstance(value, dict) else [f"{where}: {value!r}"]
    return [] if value == rule else [f"{where}: {value!r}"]


def references(value: Any) -> set[str]:
    """Return the addresses of nodes that something refers to without describing them."""
    if isinstance(value, list):
        return {reference for each in value for reference in references(each)}
    if not isinstance(value, dict):
        return set()
    if set(value) == {"@id"}:
        return {value["@id"]}
    return {reference for each in value.values() for reference in references(each)}


def texts(value: Any) -> set[str]:
    """Return every text in a graph that a person would read, without addresses and codes."""
    silent = {"@type", "@id", "inLanguage", "jobTitle", "credentialCategory", "addressCountry"}
    silent |= {"opens", "closes", "description", "caption"}
    if isinstance(value, dict):
        pairs = [each for name, each in value.items() if name not in silent]
        return {text for each in pairs for text in texts(each)}
    if isinstance(value, list):
        return {text for each in value for text in texts(each)}
    is_read = isinstance(value, str) and not URL.fullmatch(value) and not DAY.fullmatch(value)
    return {" ".join(value.split())} if is_read else set()
