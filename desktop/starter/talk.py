"""Scenes without passages: small talk, and questions of fact that nobody can answer from nothing.

Each answer is one sentence. Knows nothing of tokens.
"""

# ruff: noqa: E501 (what is said alike stands on one line)
from __future__ import annotations

import random

from desktop.starter.prose_scenes import Plan
from desktop.starter.scenes import Quiz, Scene
from desktop.starter.worlds import world_scene

_UNKNOWN = (
    "I cannot know that without the documents.",
    "I do not know; I would have to read it in a document.",
    "Without the documents I cannot say.",
)
_TALK = """
Hello|Hi|Hello there|Hey|Good day|Good morning|Good evening => Hello, what would you like to know?
How are you|How are you doing|How is it going|Are you well => I am well, thank you; ask me something about your documents.
Who are you|What are you|What is your name|Introduce yourself|What is this => I am Quire's starter model, a small model that quotes your documents.
What can you do|How can you help me|What are you good at|What are you for|Help => I can look for the sentence in your documents that answers a question.
Thank you|Thanks|Thanks a lot|Thank you very much|That was helpful => You are welcome.
Goodbye|Bye|See you later|Good night => Goodbye, and come back with another question.
Are you a person|Are you human|Are you alive|Do you have feelings => No, I am a small program that quotes text.
Can you be wrong|Are you always right|Can I trust you|Do you make mistakes => I am often wrong, so please look at the page I quote.
Tell me a joke|Make me laugh|Say something funny => I only know what is in documents, and few of them are funny.
What is the weather like|How is the weather today|Will it rain tomorrow => I cannot see outside, and the documents seldom say.
What time is it|What day is it|What is today's date => I have no clock, so I cannot say.
Do you use the internet|Are you online|Do you send my data anywhere => No, everything stays on this computer.
"""


def talk_scene(pick: random.Random) -> Scene:
    """Some questions without passages."""
    return Scene((), tuple(_quiz(pick) for _ in range(8)))


def _quiz(pick: random.Random) -> Quiz:
    if pick.random() < 0.5:
        said, reply = pick.choice(_TALK.strip().splitlines()).split(" => ")
        question = pick.choice(said.split("|"))
        ending = pick.choice(("?", "", "!", "."))
        return Quiz((question if pick.random() < 0.8 else question.lower()) + ending, None, reply)
    asked = world_scene(Plan((1, 1), (10, 20), (), 1, 0.0), pick).quizzes[0].question
    return Quiz(asked, None, pick.choice(_UNKNOWN[:1] if pick.random() < 0.7 else _UNKNOWN))
