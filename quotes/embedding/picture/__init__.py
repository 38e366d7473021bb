"""The picture that stands for a statement where its address is shared: 1200 by 630 pixels, PNG.

Drawn on the server, because a page can name a picture and no text to those who show a card of it.
"""
