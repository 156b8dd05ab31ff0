"""What the tables of the small worlds are about: captions, headers, labels, cells, questions.

`label` is pools of words, put together one of each; `cells` are the other columns; `questions`
has one string a column, which asks for it by `{label}`, or for the label by the cell's number.
"""

# ruff: noqa: E501 (what is said alike stands on one line)
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of table; `|` parts what can stand for another, ` & ` columns or words."""

    captions: str
    headers: str
    label: str
    cells: str
    questions: tuple[str, ...]
    whole: bool = False  # whether a label is only ever asked for by all its words


_SIDE = "front|rear|upper|lower|inner|outer|left|right|short|long|small|large|flat|round|spare|main"
_PART = (
    "bearing|oil seal|chain guard|wheel nut|brake pad|saddle clamp|fuel hose|spark plug|shear pin|"
    "needle plate|bobbin case|foot pedal|lamp socket|hinge|roller|handle|filter mat|drain tap|gasket|"
    "window crank|light switch|door latch|spring|pulley|ash tray|grate|blade guard|throttle cable"
)
_JOB = (
    "oil change|wheel alignment|brake check|key cutting|chain repair|window repair|roof inspection|"
    "drain cleaning|tyre change|haircut|beard trim|hair colouring|eye test|piano tuning|knife "
    "sharpening|carpet cleaning|boiler service|tree pruning|curtain hemming|watch battery change"
)
_PLACES = (
    "library|town museum|swimming pool|recycling yard|tourist office|sports hall|citizens' office|"
    "reading room|cafeteria|gift shop|workshop|archive|ticket desk|playground|climbing wall|sauna|"
    "botanical garden|youth club|print shop|dispensary"
)
_ROLES = (
    "fire warden|bookkeeper|data protection officer|head nurse|stage manager|librarian|caretaker|"
    "union representative|purchasing clerk|laboratory technician|equal rights officer|apprentice "
    "trainer|press officer|lift attendant|crane driver|choir leader|shop steward|welfare officer"
)
_AREAS = (
    "of the foundry|of the north wing|of the south wing|in the joinery|in the print room|in dispatch|"
    "on the night shift|on the ground floor|of the main building|in the warehouse|of the annexe"
)

KINDS = (
    Kind(
        "Spare parts and prices|Parts list|Wear parts|Accessories for the {S0}|What can be ordered|Replacement parts",
        "Part & Order number & Price|Item & No. & Price without tax|Spare part & Part number & Unit price",
        f"{_SIDE}|| & {_PART}",
        "{order} & {cur}{dec}",
        (
            "What is the order number of the {label}?|Which number do I give to order a {label}?|Under what number can I get a new {label}?|Part number for {label}?|I need a {label}, what is its number?|What is {1}?|Which part has the number {1}?",
            "What does a {label} cost?|How much is the {label}?|What do I pay for a new {label}?|Price of {label}?|How expensive is a {label}?|What will a {label} set me back?|What costs {2}?|Which part costs {2}?",
        ),
    ),
    Kind(
        "Services and prices|Our prices|What we do and what it costs|Price list of the workshop",
        "Service & Price & Time|Work & Cost & Duration|Job & Charge & Takes about",
        f"express|full|small|large|simple|| & {_JOB}",
        "{cur}{dec} & {tens} minutes",
        (
            "What does a {label} cost?|How much do you charge for {label}?|What do I pay for a {label}?|Price for {label}?|How expensive is the {label}?|What is the fee for {label}?|What costs {1}?|For what do I pay {1}?",
            "How long does a {label} take?|How many minutes does the {label} last?|How much time is needed for a {label}?|When will the {label} be done?|How long must I wait for a {label}?",
        ),
    ),
    Kind(
        "Error codes|Messages in the display|Fault codes and what to do|What the display says|Troubleshooting by code",
        "Code & Meaning & What to do|Display & Cause & Remedy|Message & Fault & Action",
        "A|B|C|D|E|F|H|Err|Fault|S & ~1|~2|~3|~4|~5|~6|~7|~8|~9 & ~1|~2|~3|~4|~5|~6|~7|~8|~9|~0",
        "the {piece} is {fault} & {remedy}",
        (
            "What does {label} mean?|The display shows {label}, what is wrong?|What is error {label}?|Why do I see {label}?|What does the machine want to say with {label}?|What is the meaning of code {label}?|Which code says that {1}?|What is shown when {1}?",
            "What should I do when it shows {label}?|How do I get rid of {label}?|How can I fix error {label}?|What helps against {label}?|{label} comes up, what now?|How is fault {label} removed?",
        ),
    ),
    Kind(
        "Fees|Schedule of fees|What papers cost|Charges of the registry|Fees for certificates",
        "Document & Fee & Ready in|Paper & Charge & Time needed|Application & Cost & Wait",
        "first|second|replacement|temporary|certified|international|| & birth certificate|fishing licence|driving licence|trading permit|identity card|building permit|marriage certificate|parking card|land register copy|taxi licence|firearms licence|copy of a will|school record",
        "{cur}{dec} & {few} weeks",
        (
            "What does a {label} cost?|How much do I pay for a {label}?|What is the fee for a {label}?|Charge for {label}?|How expensive is the {label}?|What must be paid for a {label}?|Which paper costs {1}?",
            "How long does a {label} take?|When do I get my {label}?|How long must I wait for a {label}?|How soon is the {label} ready?|How many weeks for a {label}?",
        ),
    ),
    Kind(
        "Days off for special reasons|Leave for particular events|Special leave|When you need not come to work",
        "Reason & Days|Event & Paid days off|Occasion & Leave",
        "moving|move to another town|birth of a grandchild|death of a parent|death of a brother or sister|funeral of a colleague|call to the army|final examination|wedding of a child|wedding of a parent|golden wedding|silver wedding|call to court|fire brigade duty|visit to a doctor|baptism of a child|first day at school of a child|care of a parent|flood at home",
        "{few} days",
        (
            "How many days do I get for {label}?|How much time off is there for {label}?|How much leave do I have for {label}?|{label}: how long may I stay away?|How many days off for {label}?|What leave is given for {label}?|May I stay at home for {label}?",
        ),
        whole=True,
    ),
    Kind(
        "Opening times|When we are open|Hours of our houses|Opening hours in {y1}",
        "Place & Weekdays & Saturday|Where & Monday to Friday & Weekend|House & On weekdays & On Saturdays",
        f"old|new|central|north|south|| & {_PLACES}",
        "{am} to {pm} & {am2} to {pm2}",
        (
            "When is the {label} open?|What are the hours of the {label} on weekdays?|When does the {label} open on a Tuesday?|Until when is the {label} open on Thursdays?|What time does the {label} close during the week?",
            "Is the {label} open on Saturday?|When does the {label} open at the weekend?|Until when can I visit the {label} on Saturdays?|What are the Saturday hours of the {label}?|When does the {label} close on Saturday?",
        ),
    ),
    Kind(
        "Whom to ask|Who does what|People to turn to|Contacts|Offices and extensions",
        "Duty & Name & Room & Extension|Role & Person & Office & Telephone|Task & Who & Where to find & Number",
        f"{_ROLES} & {_AREAS}||",
        "{person} & {door} & {phone}",
        (
            "Who is the {label}?|What is the name of the {label}?|Name of the {label}?|Whom do I ask for as {label}?|Who works as {label}?|What does {1} do?|What is the job of {1}?",
            "Where is the {label}?|In which room is the {label}?|Where do I find the {label}?|Which office has the {label}?|Where does {1} sit?|What is the room of {1}?|In which office is {1}?",
            "What is the number of the {label}?|On which extension do I reach the {label}?|How do I phone {1}?|How can I call the {label}?|What is {1}'s number?",
        ),
    ),
    Kind(
        "Technical data|Specifications|Data of the {S0}|Measurements",
        "Property & Value & Tolerance|Quantity & Value & Tolerance|What & Measured & Allowed error",
        "largest|smallest|total|usual|permitted|inner|outer|| & height|width|depth|length|diameter|thickness|distance|radius|gap|clearance|stroke|pitch|reach|wall thickness|hole spacing",
        "{dec} {unit} & ± 0.{phone} {unit}",
        (
            "What is the {label}?|How high is the {label}?|How great is the {label}?|{label}?|Which {label} does it have?|What value is given for the {label}?|How much is the {label}?",
            "How exact is the {label}?|What is the tolerance of the {label}?|What error is allowed for the {label}?|By how much may the {label} differ?",
        ),
    ),
    Kind(
        "Dates|Calendar for {y1}|Timetable of the project|Programme of events|Important days",
        "Event & Date & Place|What & When & Where|Item & Day & Room",
        "spring|autumn|summer|winter|first|second|last|annual & meeting|concert|fair|examination|deadline|parade|workshop|rehearsal|flea market|excursion|inspection|stocktaking|open day|lecture|sports day|auction|delivery",
        "{dayof} & {room}",
        (
            "When is the {label}?|On what date is the {label}?|What day is the {label} held?|When does the {label} take place?|Date of the {label}?|What happens on {1}?|What is on {1}?",
            "Where is the {label}?|Where does the {label} take place?|Where do I go for the {label}?|In which place is the {label} held?|Where will the {label} be?",
        ),
    ),
    Kind(
        "Programmes|Washing programmes|Programmes and how long they run|Settings of the dryer",
        "Programme & Duration & Temperature|Program & Time & Degrees|Setting & Takes & Heat",
        "gentle|quick|long|cold|hot|economy|night|| & wool|cotton|jeans|spinning|soaking|curtains|drying|steaming|ironing|shirts|baby clothes|sportswear|silk|mixed load|airing|defrosting|baking|grilling",
        "{tens} min & {tens2} °C",
        (
            "How long does {label} take?|How many minutes does {label} run?|How much time does the programme for {label} need?|What is the duration of {label}?|When is {label} finished?|Which programme takes {1}?",
            "How hot is {label}?|At what temperature does {label} run?|How many degrees has {label}?|How warm does {label} get?|What heat is used for {label}?|Is {label} cold?",
        ),
    ),
    Kind(
        "Results in thousands|Statement of income|Key figures|Consolidated figures ({cur} million)|Balance sheet, in {cur} thousand",
        "In {cur} thousand & {y1} & {y2} & {y3}|Item & {y1} & {y2} & {y3}|  & {y1} & {y2} & {y3}",
        "total|net|gross|other|current|deferred|non-current|| & sales|income|interest|assets|liabilities|taxes|inventories|equity|provisions|receivables|payables|depreciation|borrowings|investments|goodwill|operating expenses|staff costs|dividends|cash flow",
        "{figure1} & {figure2} & {figure3}",
        (
            "What were {label} in {y1}?|How high were {label} in {y1}?|How much were the {label} in {y1}?|{label} {y1}?|What are {label} in {y1}?|What amount of {label} was reported for {y1}?",
            "What were {label} in {y2}?|How high were {label} in {y2}?|{label} for {y2}?|How much were {label} the year before {y1}?|What did {label} come to in {y2}?",
            "What were {label} in {y3}?|How did {label} develop since {y3}?|How large were {label} in {y3}?|What was reported as {label} for {y3}?",
        ),
    ),
    Kind(
        "Rates|Rates for hire|Hire charges and conditions|What it costs to rent|Tariff",
        "What & Rate & Condition|Item & Per day & Deposit|For hire & Day rate & Deposit",
        "small|large|electric|folding|double|covered|heavy|| & van|trailer|tent|canoe|bicycle|meeting room|hall|generator|ladder|cement mixer|projector|party table|kayak|locker|garage|scaffold|stage|loudspeaker|horse box",
        "{cur}{dec} a day & {cur}{tens}",
        (
            "What does it cost to rent a {label}?|How much is a {label} a day?|What is the day rate for a {label}?|How expensive is it to hire a {label}?|What do I pay for a {label}?|Rate for {label}?|What can I rent for {1}?",
            "What deposit do I leave for a {label}?|How much is the deposit for the {label}?|What must I put down for a {label}?|Which security is asked for a {label}?",
        ),
    ),
    Kind(
        "Fares|Connections and fares|Journeys from the harbour|Where our buses go",
        "To & Minutes & Fare|Destination & Travel time & Single ticket|Stop & Time & Price",
        "{place}|{place2}|{place3}|{place4}|{place5}|{place6} & North|South|Central|Harbour|Road|Bridge|Airport||",
        "{tens} minutes & {cur}{dec}",
        (
            "How long is the journey to {label}?|How many minutes does it take to {label}?|When do I get to {label}?|How far is {label}?|What is the travel time to {label}?",
            "What is the fare to {label}?|How much is a ticket to {label}?|What does it cost to go to {label}?|Price of a trip to {label}?|What do I pay to {label}?|Where can I go for {2}?",
        ),
        whole=True,
    ),
    Kind(
        "Courses|Evening classes in {y1}|Our classes|Timetable",
        "Course & Teacher & Time|Class & Taught by & When|Subject & With & Day",
        "beginners'|advanced|children's|evening|morning|weekend & pottery|French|chess|yoga|guitar|sewing|drawing|swimming|Spanish|cooking|photography|dancing|bookkeeping|first aid|choir|woodwork|judo",
        "{person} & {weekday}, {clock}",
        (
            "Who teaches {label}?|Who gives the {label} class?|With whom is {label}?|Who is the teacher of {label}?|Name of the teacher for {label}?|What does {1} teach?|Which class does {1} give?",
            "When is {label}?|On which day is {label}?|What day and time is {label} held?|When does {label} take place?|At what time is {label}?",
        ),
    ),
    Kind(
        "Samples and results|Results of the tests|Measurements of {dayof}|What the trial gave",
        "Sample & Mass (g) & Yield (%)|Specimen & Mass in grams & Change (%)|Trial & Weight (g) & Result (%)",
        "dry|wet|fine|coarse|washed|heated|untreated|| & sand|clay|pine|beech|resin|flour|limestone|wool|gravel|peat|chalk|starch|cork|ash|felt|straw",
        "{dec} & {dec2}",
        (
            "How heavy was the {label}?|What was the mass of the {label}?|What did {label} weigh?|How many grams of {label} were there?|Weight of {label}?|Which sample weighed {1} g?",
            "What was the yield of {label}?|What result did {label} give?|How much per cent for {label}?|What was measured for {label}?|How did {label} do?|Result of {label}?",
        ),
    ),
    Kind(
        "Maintenance|Maintenance plan|Care and intervals|Work that comes again",
        "Work & Interval & Done by|Task & Every & Who|Job & How often & By whom",
        "clean|check|oil|replace|tighten|test|empty|adjust & the drive belt|the oil filter|the smoke alarm|the hinges|the air inlet|the brake fluid|the tank|the gutter|the emergency light|the rollers|the chain|the safety valve|the lift door",
        "{few} months & {role}",
        (
            "How often do I {label}?|When must I {label}?|How often is it necessary to {label}?|What is the interval to {label}?|After how long should one {label}?",
            "Who has to {label}?|Whose job is it to {label}?|Who must {label}?|Who is there to {label}?",
        ),
        whole=True,
    ),
    Kind(
        "What is insured|Cover and excess|Limits of cover|Benefits",
        "Damage & Limit & Excess|Event & Paid up to & Own share|Loss & Covered up to & You pay",
        "stolen|broken|lost|burnt|flooded|damaged & bicycle|camera|window|luggage|cellar|fence|hearing aid|instrument|garden shed|jewellery|telephone|carpet|greenhouse|keys|solar panel|roof",
        "{cur}{phone} & {cur}{tens}",
        (
            "How much do I get for a {label}?|Up to what sum is a {label} covered?|What is paid for a {label}?|What is the limit for a {label}?|I have a {label}, what will I be paid?",
            "What must I pay myself for a {label}?|How high is the excess for a {label}?|What is my own share for a {label}?|How much of a {label} do I pay?",
        ),
    ),
    Kind(
        "Members|Kinds of membership|Tickets|Season tickets|Subscriptions",
        "Who & Fee a year & Guests|Group & Yearly fee & Free visits|Kind & Price & Guests",
        "single|family|junior|senior|student|honorary|group|evening|holiday & member|ticket|pass|subscription|card|couple|visitor",
        "{cur}{dec} & {few}",
        (
            "What does a {label} cost?|How much is the {label}?|How much do I pay as {label}?|Price of a {label}?|What is the fee for a {label}?|How expensive is a {label}?|What costs {1}?",
            "How many are free with a {label}?|How many guests for a {label}?|How often does a {label} let me in free?|What number goes with a {label}?",
        ),
    ),
    Kind(
        "Shortcuts|Keys|Keyboard shortcuts|What the keys do",
        "Command & Keys & On a Mac|Action & Windows & Mac|What it does & Key & Other key",
        "copy|delete|insert|move|rename|hide|lock|export|print & a row|a column|a layer|a page|a frame|a note|a comment|a cell|a chart|a bookmark|a group|a footnote",
        "Ctrl+{letter} & Cmd+{letter2}",
        (
            "How do I {label}?|Which keys {label}?|What is the shortcut to {label}?|What do I press to {label}?|Keys to {label}?|How can I {label} quickly?|What does {1} do?|What is {1} for?",
            "How do I {label} on a Mac?|What is the Mac shortcut to {label}?|Which key on the Mac is for {label}?|What does {2} do on a Mac?",
        ),
        whole=True,
    ),
    Kind(
        "Doses|Mixing ratios|How much to take|Dilution",
        "Use & Amount & Rest time|For & Per litre & Leave for|Surface & Dose & Wait",
        "oily|dusty|painted|raw|outdoor|new|old|waxed & floor|tiles|glass|stone|timber|leather|stove|metal|plaster|brick|marble|cork|linoleum|concrete",
        "{n} ml & {tens} minutes",
        (
            "How much do I take for {label}?|What dose is right for {label}?|How much cleaner is needed on {label}?|How many millilitres for {label}?|What amount goes on {label}?",
            "How long must it rest on {label}?|How long do I leave it on {label}?|When can I wipe {label}?|How many minutes on {label}?|What is the waiting time for {label}?",
        ),
    ),
)
