"""Content for a first look: an invented group of clinics, its people and what they answered.

The texts are the TOML files beside this one. They go through the same steps as a therapist's own
work, so whatever the models refuse is refused here too.
"""
