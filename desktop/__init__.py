"""One question in, up to four answers on a screen."""
