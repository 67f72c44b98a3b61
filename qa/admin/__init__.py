from . import answers, editions, finding, questions, revisions, staff, topics

__all__ = ["answers", "editions", "finding", "questions", "revisions", "staff", "topics"]
