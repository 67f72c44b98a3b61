import pytest

from qa.rich_text import clean_rich_text, plain_text

ALLOWED = (
    "<p>One <strong>two</strong> <em>three</em></p><h2>Four</h2><h3>Five</h3>"
    "<ul><li>Six</li></ul><ol><li>Seven</li></ol><blockquote><p>Eight</p></blockquote>"
)


def test_clean_keeps_what_is_allowed():
    assert clean_rich_text(ALLOWED) == ALLOWED


@pytest.mark.parametrize("address", ["https://a.example/", "/answers/x/", "mailto:a@b.example"])
def test_clean_keeps_links_of_safe_schemes(address):
    cleaned = clean_rich_text(f'<p><a href="{address}" target="_blank">x</a></p>')

    assert cleaned == f'<p><a href="{address}" rel="noopener noreferrer">x</a></p>'


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        "<svg onload=alert(1)></svg>",
        "<style>p{}</style>",
        "<p>&nbsp;</p>",
        "<!-- x -->",
    ],
)
def test_clean_leaves_nothing_of_hostile_or_empty_markup(hostile):
    assert clean_rich_text(hostile) == ""


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        " jAvAsCrIpT:x",
        "java\x01script:x",
        "&#1;java&#x7f;script:x",
    ],
)
def test_clean_drops_addresses_of_other_schemes(address):
    assert clean_rich_text(f'<a href="{address}">x</a>') == '<a rel="noopener noreferrer">x</a>'


def test_plain_text_puts_one_block_on_a_line():
    assert plain_text("<h2>Why &amp; how</h2><ul><li>One</li><li>Two</li></ul>") == (
        "Why & how\nOne\nTwo"
    )


@pytest.mark.parametrize("hidden", ["\x0b", "\x01", "&#1;", "\x7f", "&#x7f;", "\x85"])
def test_clean_leaves_out_the_characters_that_nobody_types(hidden):
    assert clean_rich_text(f"<p>Strong{hidden} hips\thelp.</p>") == "<p>Strong hips\thelp.</p>"
