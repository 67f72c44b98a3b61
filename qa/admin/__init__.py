from . import answers, editions, questions, revisions, staff, topics, warning_signs

__all__ = ["answers", "editions", "questions", "revisions", "staff", "topics", "warning_signs"]
