"""How staff come in, stay in and go out: password, second factor, lock-out, sessions.

django-allauth has the steps and their cryptography; what the desk asks of them is here.
"""
