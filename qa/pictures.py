"""Pictures lie in public while their page may be read, and are put away while it is taken down.

A withdrawal puts them away before it is certain, an approval brings them back once it is; until the
worker has put right what a killed process left, `qa.views.pictures` goes by what the page is.
"""

import contextlib

from clinics.pictures import stored_name

from .models import Answer, Revision


def settle_pictures() -> None:
    """Move what lies in the wrong place, and delete what was put away and then erased."""
    storage = Revision._meta.get_field("image").storage
    away = {stored_name(name) for name in storage.names_away()}
    of_pages_down = Revision.objects.of_pages_taken_down().pictures()
    in_public = {name for name in of_pages_down if lies_in_public(name)}
    known = Revision.objects.filter(image__in=away)
    wrong = Revision.objects.filter(image__in=in_public) | known.of_other_pages()
    for answer in Answer.objects.filter(revisions__in=wrong).distinct():
        with contextlib.suppress(Answer.DoesNotExist):
            answer.settle_pictures()
    for name in away - known.pictures():
        Revision(image=name).image.delete(save=False)


def lies_in_public(name: str) -> bool:
    """Say whether any file of a picture is where a server shows it."""
    picture = Revision(image=name).image
    return any(picture.storage.exists(name) for name in picture.names)
