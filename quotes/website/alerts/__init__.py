"""E-mail to who follows a list or corrections: asked for, confirmed, sent, stopped.

`followed` says what can be followed and what is new in it, `subscriptions` who does, `letters` what
they are written, and `sending` when.
"""
