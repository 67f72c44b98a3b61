import re
from pathlib import Path

from django.contrib.staticfiles import finders

REFERENCE = re.compile(r"""\{%\s*static\s+["']([^"']+)["']""")


def test_every_static_file_a_template_names_exists():
    templates = Path("templates").rglob("*.*")
    names = {name for path in templates for name in REFERENCE.findall(path.read_text())}

    assert sorted(name for name in names if not finders.find(name)) == []


def test_browser_that_no_page_told_of_an_icon_finds_it(client):
    response = client.get("/favicon.ico")

    assert response.status_code == 302
    assert re.fullmatch(r"/static/img/icon-180(\.\w+)?\.png", response["Location"])
