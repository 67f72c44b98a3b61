import pytest

from qa.deidentify import KINDS, find_identifiers
from qa.findings import Finding

FOUND = [
    ("My name is Anna Keller and my knee hurts.", "name", "Anna Keller"),
    ("my name is anna keller and my knee hurts", "name", "anna keller"),
    ("Anna Keller's knee hurts.", "name", "Anna Keller"),
    ("Is Grace Miller's right hip worn out?", "name", "Grace Miller"),
    ("My husband Zbigniew fell.", "name", "Zbigniew"),
    ("I saw Dr. Okonkwo about it.", "name", "Dr. Okonkwo"),
    ("I saw dr. patel about it.", "name", "dr. patel"),
    ("It is Robert K. who asked.", "name", "Robert K."),
    ("When robert runs it hurts.", "name", "robert"),
    ("Can Will Baker run again?", "name", "Will Baker"),
    ("It hurts a lot. Thanks, Thandiwe", "name", "Thandiwe"),
    ("I live at 12 Elm Street, Salem.", "place", "12 Elm Street, Salem"),
    ("Write to PO Box 118.", "place", "PO Box 118"),
    ("My zip code is 97301.", "place", "97301"),
    ("Somewhere near OR 97301 I fell.", "place", "OR 97301"),
    ("I run in Bend, OR every day.", "place", "Bend, OR"),
    ("It began when we lived in Chicago.", "place", "Chicago"),
    ("it began when we moved from chicago", "place", "chicago"),
    ("They operated at Cedar Ridge Hospital.", "place", "Cedar Ridge Hospital"),
    ("I teach at Lincoln High School.", "place", "Lincoln High School"),
    ("Surgery was on March 3, 2024.", "date", "March 3, 2024"),
    ("Surgery was on 3/14/24.", "date", "3/14/24"),
    ("It began 2024-03-14.", "date", "2024-03-14"),
    ("It started on the 3rd of may.", "date", "3rd of may"),
    ("It has hurt since last June.", "date", "June"),
    ("It has hurt since Thanksgiving.", "date", "Thanksgiving"),
    ("My mother is 93 years old.", "age", "93 years old"),
    ("I am 94 and still garden.", "age", "94"),
    ("He is ninety-two years old.", "age", "ninety-two years old"),
    ("Call me: (503) 555-0100.", "phone", "(503) 555-0100"),
    ("Call 503.555.0100 after six.", "phone", "503.555.0100"),
    ("fax 555-0100", "phone", "555-0100"),
    ("Write to anna.k@example.com please.", "email", "anna.k@example.com"),
    ("write to kim at gmail dot com", "email", "kim at gmail dot com"),
    ("kim_r AT outlook.com works", "email", "kim_r AT outlook.com"),
    ("mail anna (at) clinic (dot) org", "email", "anna (at) clinic (dot) org"),
    ("anna at riverside-pt dot co dot uk", "email", "anna at riverside-pt dot co dot uk"),
    ("I'm Tom, 34, and I run.", "name", "Tom"),
    ("Hello, I am Rose and my knee hurts.", "name", "Rose"),
    ("My aunt was born in 1931.", "age", "1931"),
    ("See https://example.com/me?x=1 for it.", "url", "https://example.com/me?x=1"),
    ("I wrote about it on annasknee.com.", "url", "annasknee.com"),
    ("Find me at @anna_runs.", "handle", "@anna_runs"),
    ("instagram: annaruns", "handle", "annaruns"),
    ("My address is 192.0.2.17 here.", "ip", "192.0.2.17"),
    ("SSN 123-45-6789", "number", "123-45-6789"),
    ("MRN: 448812", "number", "448812"),
    ("My plan number is XB-77812.", "number", "XB-77812"),
    ("license plate 4KLM882", "number", "4KLM882"),
    ("The implant, serial no. AB1234567, clicks.", "number", "AB1234567"),
    ("Account #88123 is mine.", "number", "#88123"),
]

CLEAN = [
    "I looked at yahoo news and at live shows.",
    "I am at point 5 on the scale. It is Rose hip tea.",
    "It's May, I am young, and I'm German.",
    "born in 1975",
    "My knee hurts when I climb stairs. What can I do?",
    "I am 42 and run 10 miles a week in Oregon.",
    "I may march for 20 minutes in the morning.",
    "My pain is 4/10, after 3/4 of the run.",
    "I had an MRI of L4-5 in 2021, then 3 sets of 10-12 reps.",
    "Is Osgood-Schlatter disease the same as jumper's knee?",
    "Does Lou Gehrig's disease begin with a Baker's cyst or a Little Leaguer's elbow?",
    "Baker's cyst, Achilles tendon, Bell's palsy: can PT help?",
    "Will Pilates help? Can Yoga? Hope so. Mark my words.",
    "The Epley maneuver, a Thomas test and the McKenzie method.",
    "Do I need vitamin D. or vitamin B?",
    "My doctor said it is nothing. He is very good.",
    "I turned 90 degrees and lifted 95 pounds.",
    "How many steps a day, 8,000 or 10,000?",
    "A normal range is 200-650, and it was so in 2019-2021.",
    "Does St. John's wort help with pain?",
    "I do the Russian twist, a Turkish get-up and Bulgarian split squats.",
    "Thanks for your help!",
    "Hi, I have a question about my hip. Thank you.",
    "Can I see a physical therapist at the clinic?",
    "Ask your child\nCloser shoes help.",
]


@pytest.mark.parametrize(("text", "kind", "words"), FOUND)
def test_identifier_is_found_at_its_place(text, kind, words):
    start = text.index(words)

    assert find_identifiers(text) == [Finding(kind, start, start + len(words))]


@pytest.mark.parametrize("text", CLEAN)
def test_ordinary_question_is_left_alone(text):
    assert find_identifiers(text) == []


def test_every_kind_has_an_example_and_words_for_people():
    assert {kind for _, kind, _ in FOUND} == set(KINDS)


def test_several_identifiers_are_given_in_the_order_of_the_text():
    text = "Anna Keller, born 3/14/1931, lives in Salem\u2019s north. Call 503-555-0100."

    found = [(kind, text[start:end]) for kind, start, end in find_identifiers(text)]

    assert found == [
        ("name", "Anna Keller"),
        ("date", "3/14/1931"),
        ("place", "Salem"),
        ("phone", "503-555-0100"),
    ]


def test_longest_text_is_read_without_growing_slow():
    """Patterns that try every way to read a text would not end within the life of a test."""
    for piece in ("Aa'a", "a-b", "12 ", "A. ", "at The Of ", "St. ", "1-", "@a", "Ann Bob "):
        find_identifiers(piece * (5000 // len(piece)))
