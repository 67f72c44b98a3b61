"""The heaviest answer page that the demo has, for tests of what a page weighs and looks like."""

import tomllib

from qa.demo import loader
from qa.models import Answer, RelatedAnswer
from tests import factories


def long_answer() -> Answer:
    """The longest answer of the demo, with every picture that an answer page may show."""
    folder = loader.FOLDER / "answers"
    longest = max(folder.glob("*.toml"), key=lambda path: path.stat().st_size)
    words = tomllib.loads(longest.read_text(encoding="utf-8"))
    author = factories.therapist(photo=loader.picture_file("portrait-1"), clinic=factories.clinic())
    topics = [
        factories.topic(
            picture=loader.picture_file("topic-knee"), warning_signs="It is hot.\nIt is red."
        ),
        factories.topic(picture=loader.picture_file("topic-hip"), warning_signs="It is very hot."),
    ]
    neighbors = [factories.published_answer(topics=topics) for _ in range(3)]
    answer = factories.published_answer(
        author=author,
        topics=topics,
        image=loader.picture_file(words["picture"]),
        image_alt=words["picture_alt"],
        **{name: words[name] for name in ("title", "edited_question", "key_points", "body")},
    )
    for neighbor in neighbors:
        RelatedAnswer.objects.get_or_create(answer=answer, related=neighbor, is_pick=True)
    return answer
