"""What the audit calls a step of the desk: its page, and what was done there."""

from typing import NamedTuple


class Step(NamedTuple):
    """A step by the last part of its page's name."""

    page: str
    act: str = ""  # Where one only looks, nothing is done.


STEPS = {
    "add": Step("new", "Added"),
    "answer": Step("private answer", "Answered privately"),
    "approve": Step("approval", "Approved and published"),
    "asker_address": Step("address, for the asker", "Address corrected for the asker"),
    "asker_consent": Step("consent, for the asker", "Kept from publication for the asker"),
    "asker_erase": Step("erasing, for the asker", "Erased for the asker"),
    "asker_withdraw": Step("taking it back, for the asker", "Taken back for the asker"),
    "autosave": Step("saving while typing", "Saved while typing"),
    "begin_private": Step("beginning a private answer", "Began a private answer"),
    "change": Step("page", "Changed"),
    "changelist": Step("list"),
    "checks": Step("checks"),
    "claim": Step("claim", "Claimed"),
    "confirm": Step("reviewed, no change", "Reviewed, no change"),
    "correct": Step("slip", "A slip corrected"),
    "decline": Step("declining", "Declined"),
    "delete": Step("deleting"),
    "end_sessions": Step("log out everywhere", "Logged out everywhere"),
    "history": Step("what happened"),
    "password_change": Step("password", "Password changed"),
    "preview": Step("as readers will see it"),
    "publish_scheduled": Step("going public at its time", "Published at its set time"),
    "quarantine": Step("putting aside as spam", "Put aside as spam"),
    "release": Step("giving back", "Given back"),
    "restore": Step("restoring", "Restored"),
    "retry": Step("another try", "Another try asked for"),
    "reuse": Step("answering with a page", "Answered with a page"),
    "review": Step("review", "Returned with a reason"),
    "revise": Step("new revision", "Began a new revision"),
    "send": Step("sending for review", "Sent for review"),
    "similar": Step("similar answers"),
    "start": Step("beginning the answer", "Began the answer"),
    "take_back": Step("taking back", "Taken back as a draft"),
    "unschedule": Step("not at its set time", "Not to go public at its set time"),
    "withdraw": Step("taking down", "Taken down"),
}
