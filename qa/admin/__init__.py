from . import answers, editions, questions, revisions, staff, topics

__all__ = ["answers", "editions", "questions", "revisions", "staff", "topics"]
