"""Words and amounts for the slots of the small worlds, drawn anew each time.

Knows nothing of facts, tables or questions.
"""

from __future__ import annotations

import random
import re
from functools import cache

from desktop.starter.renaming import invented_name, invented_word

SLOT = re.compile(r"\{(\w+)\}")
_POOLS = {
    "subject": "law|medicine|physics|history|music|engineering|economics|philosophy|chemistry",
    "stat": "goals|points|assists|sacks|interceptions|tackles|runs|wins|home runs|catches|saves",
    "office": "mayor|governor|president|chancellor|secretary|treasurer|bishop|senator|judge",
    "prize": "Nobel Prize|gold medal|Turner Prize|science award|Fields Medal|Peace Prize",
    "thing": "oxygen|gravity|radio waves|a new planet|the law of motion|penicillin|the border|"
    "fishing rights|taxes|trade routes|water|the electron|the throne|a vaccine|land|religion",
    "job": "teacher|carpenter|lawyer|sailor|clerk|doctor|painter|farmer|printer|nurse|baker",
    "industry": "fishing|tourism|coal mining|banking|steel|farming|shipbuilding|textiles|oil",
    "building": "cathedral|railway station|bridge|town hall|castle|university|harbour|theatre",
    "tongue": "French|German|Latin|Arabic|Spanish|Polish|Dutch|Norwegian|Greek|English",
    "people": "French|German|British|Roman|Norman|Mongol|Spanish|Russian|Persian|Swedish",
    "climate": "mild and wet|hot and dry|cold|humid|temperate|subtropical|dry|changeable",
    "food": "insects|small fish|plankton|seeds|leaves|jellyfish|worms|berries|grass|snails",
    "material": "steel|glass|copper|aluminium|oak|plastic|hydrogen|iron|carbon|zinc|vitamin C|"
    "rubber|salt|calcium|nitrogen|silver",
    "part": "air inlet|heart|outer wall|pump|nozzle|liver|fuse|seed|filter|drum|skin|lens|roots",
    "cause": "weather|strike|war|epidemic|storm|shortage of money|flood|election",
    "button": "power|menu|start|left|mode|reset|upper",
    "room": "reception|main office|security desk|second floor|library|mail room|post room|"
    "workshop|canteen|gatehouse|back office|records room|print room",
    "role": "office manager|payroll clerk|site engineer|safety officer|works council|head of "
    "department|duty manager|secretary|caretaker|data officer|union representative|night porter|"
    "warden|accounts team|training officer|chief buyer|fleet manager|treasurer|bursar",
    "weekday": "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
    "month": "January|February|March|April|May|June|July|August|September|October|November|"
    "December",
    "piece": "fan|belt|door|drain pump|cooling fan|heater|water tank|paper tray|main motor|"
    "sensor|battery|gear box|cutting blade|lid|inlet valve|control board|oil pump|drum|light beam|"
    "feed roller|air filter|thermostat|brake|chain|hopper",
    "fault": "blocked|too hot|not connected|worn out|empty|full|open|jammed|wet|overloaded|"
    "not answering|loose|frozen|missing|out of line|running too slowly",
    "remedy": "clean it with a brush|call the service|switch off and wait|replace it|tighten the "
    "screws|refill it|check the cable|close it firmly|let it cool down|remove what is stuck|"
    "reset the fuse|update the software|order a new one|dry it with a cloth|oil it lightly",
    "colour": "blue|green|yellow|orange|white|grey|purple",
    "vessel": "water tank|drip tray|oil tank|collecting bowl|boiler|spray bottle|waste box",
    "surface": "lid|housing|door|display|tray|hopper|glass plate|steam head|grip",
    "wear": "cutting blade|drive belt|dust bag|round brush|sealing ring|filter mat|lamp",
    "moving": "chain|hinge|axle|spindle|slide|crank|wheel bearing",
    "liquid": "lukewarm water|mild soap|white vinegar|surgical spirit|rain water|lamp oil",
    "file": "CSV|XML|ZIP|SVG|plain text|JSON|spreadsheet",
    "unit": "mm|cm|m|inches|mm",
    "menu": "Tools|Settings|Extras|View|Account|Project|Options|Window",
    "tool": "hex key|torque wrench|flat screwdriver|pipe wrench|soft mallet|socket spanner",
    "shop": "corner shop|tourist office|town hall|kiosk in the park|library|post office|museum",
}  # fmt: skip
_ENDINGS = {
    "org": ("Group", "Inc.", "& Sons", "Institute"),
    "team": ("Lions", "City", "United", "Bears"),
}
_MONTHS = _POOLS["month"].split("|")


@cache
def words_for(slot: str) -> tuple[str, ...]:
    """What a slot with a list of words may be filled with."""
    return tuple(_POOLS[slot].split("|"))


def filled(text: str, values: dict[str, str], pick: random.Random) -> str:
    """The text with its slots filled; new values are remembered in `values`."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            values[match[1]] = _value(match[1], pick)
        return values[match[1]]

    return SLOT.sub(value, text)


def capital(sentence: str) -> str:
    """The sentence with a capital letter at its beginning."""
    return sentence[:1].upper() + sentence[1:]


def subject(kind: str, pick: random.Random) -> str:
    """A name for what a world is about: a person, a firm, a product, a beast, an event."""
    word = invented_word(pick).capitalize()
    match kind:
        case "name":
            return f"{word} {invented_word(pick).capitalize()}"
        case "firm":
            return f"{word} {pick.choice(('Inc.', 'Ltd', 'Company', 'Group', 'AG'))}"
        case "product":
            return f"{word} {pick.choice(('X', 'Pro ', 'T', 'Mini ', ''))}{pick.randint(1, 900)}"
        case "beast":
            return pick.choice((word.lower(), f"{word.lower()} {invented_word(pick)}"))
        case "event":
            ending = ("War", "Cup", "Festival", "Revolution", "Games", "Final", "Uprising")
            return f"{word} {pick.choice(ending)}"
    return word


def _value(slot: str, pick: random.Random) -> str:
    bare = slot.rstrip("0123456789")
    if bare in _POOLS:
        return pick.choice(words_for(bare))
    if bare in {"person", "name"}:
        return f"{invented_word(pick).capitalize()} {invented_word(pick).capitalize()}"
    if bare in {"place", "river", "peak"}:
        suffix = {"place": "", "river": " River", "peak": " Peak"}[bare]
        return invented_word(pick).capitalize() + suffix
    if bare in {"org", "team"}:
        return f"{invented_name(pick)} {pick.choice(_ENDINGS[bare])}"
    if bare == "S":
        return subject("product", pick)
    return _number_or_time(bare, pick)


def _number_or_time(slot: str, pick: random.Random) -> str:
    match slot:
        case "year":
            return str(pick.randint(1500, 2029))
        case "age" | "n" | "m":
            return _number(pick.randint(2, 99), pick)
        case "few":
            return _number(pick.randint(2, 12), pick)
        case "nth":
            return pick.choice(("1st", "3rd", "5th", "8th", "10th", "15th", "20th", "22nd", "25th"))
        case "tens":
            return str(5 * pick.randint(2, 18))
        case "pct":
            return f"{pick.randint(1, 60)} per cent"
        case "hour":
            return str(pick.randint(6, 12))
        case "clock":
            return _clock(pick.choice(("am", "pm")), pick)
        case "am" | "pm":
            return _clock(slot, pick)
        case "date":
            return f"{pick.randint(1, 28)} {pick.choice(_MONTHS)} {pick.randint(1600, 2029)}"
        case "day":
            return f"{pick.randint(1, 28)} {pick.choice(_MONTHS)} {pick.randint(2019, 2031)}"
        case "dayof":
            return f"{pick.randint(1, 28)} {pick.choice(_MONTHS)}"
    return _amount(slot, pick)


def _amount(slot: str, pick: random.Random) -> str:
    match slot:
        case "big":
            return f"{pick.randint(1000, 9_999_999):,}"
        case "money":
            scale = pick.choice(("million", "billion", "million"))
            return f"${pick.randint(1, 999)}{pick.choice(('', '.5', '.2'))} {scale}"
        case "price":
            return f"{pick.choice('$€£')}{pick.randint(1, 2500)}{pick.choice(('', '.50', '.95'))}"
        case "coins":
            return f"{pick.choice('$€££')}{pick.randint(1, 60)}.{pick.randint(0, 19) * 5:02}"
        case "figure":
            return (
                f"{pick.randint(11, 9999):,}" if pick.random() < 0.8 else f"({pick.randint(2, 99)})"
            )
        case "cool":
            return str(pick.randint(2, 9))
        case "warm":
            return str(pick.randint(14, 32))
        case "young":
            return str(pick.randint(3, 17))
        case "old":
            return str(pick.randint(50, 78))
        case "dec":
            return f"{pick.randint(0, 99)}.{pick.randint(1, 99):02}"
        case "order":
            letters = "".join(pick.choice("ABCDEFGHKLMNPRSTVW") for _ in range(pick.randint(0, 3)))
            dash = pick.choice(("-", " ", "")) if letters else ""
            return f"{letters}{dash}{pick.randint(100, 99999)}"
        case "letter":
            return pick.choice(("", "", "Shift+", "Alt+")) + pick.choice("ABDEGHJKLMPQRTUWY")
        case "phone":
            return str(pick.randint(100, 999))
        case "door":
            return f"{pick.choice(('', 'A', 'B', 'C', 'Room ', 'Room '))}{pick.randint(1, 420)}"
    raise ValueError(f"no slot is called {slot}")


def _clock(half: str, pick: random.Random) -> str:
    hour = pick.randint(6, 11) if half == "am" else pick.choice((12, *range(1, 11)))
    if pick.random() < 0.25:
        return f"{hour + 12 if half == 'pm' and hour < 12 else hour}:{pick.choice(('00', '30'))}"
    return f"{hour}{pick.choice(('', '.30', '.15', '.45', ':30'))} {half}"


def _number(value: int, pick: random.Random) -> str:
    spelled = "two three four five six seven eight nine ten eleven twelve".split()
    return spelled[value - 2] if value <= 12 and pick.random() < 0.6 else str(value)
