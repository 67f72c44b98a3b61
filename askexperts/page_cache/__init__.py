"""Copies of the reading pages, kept in the memory of each web process.

A copy is served while the version of the public pages is the one it was made under; `version`
follows that number, `copies` keeps the pages, `middleware` answers with them, and `pages` names
the only pages that are ever kept.
"""
