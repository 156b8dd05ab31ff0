"""Models to be had: a short list, and the one program that may leave the machine to get one.

That program is started for one file, asked for each time, and ends with it.
"""
