"""Facts of products, of software, and of work in a laboratory.

The form is that of `world_facts`. Nothing here is true of anything.
"""

# ruff: noqa: E501 (a fact is one line)
from __future__ import annotations

PRODUCT = """
The machine needs {few} minutes to warm up.|After it is switched on, the machine is ready in {few} minutes.||How long until it is ready?|When can I use it after switching on?|How long does it take to heat up?|How many minutes must I wait at first?
The {vessel} holds {n} litres.|Fill the {vessel} with no more than {n} litres.||How much goes into the {vessel}?|How big is the {vessel}?|How many litres fit in the {vessel}?|What is the capacity of the {vessel}?
Wipe the {surface} with {liquid} after each use.|After each use the {surface} is wiped with {liquid}.||How do I clean the {surface}?|What do I wash the {surface} with?|What may I use on the {surface}?|When should the {surface} be cleaned?|How is the {surface} kept clean?
Never put the {surface} into a dishwasher or under running water.|The {surface} must not be put under running water or into a dishwasher.||Can I wash the {surface} in the dishwasher?|What should I not do with the {surface}?|May the {surface} get wet?|Is the {surface} safe in a dishwasher?
Change the {wear} after {tens} hours of work.|After {tens} hours of work a new {wear} is needed.||When do I need a new {wear}?|How often must the {wear} be replaced?|How long does a {wear} last?|After how many hours is the {wear} exchanged?
A {colour} lamp that blinks says that the {piece} is {fault}.|If the {piece} is {fault}, the {colour} lamp blinks.||What does the {colour} lamp mean?|Why is the {colour} light blinking?|What does it show when the {piece} is {fault}?|The {colour} light flashes, what is wrong?
Place the {S} at least {n} centimetres from the wall.|Leave {n} centimetres between the {S} and the wall.||How far from the wall should it stand?|How close to the wall may I put it?|How much space is needed behind the {S}?|Where do I set up the {S}?
The {S} may be used only indoors, where it is dry.|Use the {S} under a roof and keep it dry.||May I use it outside?|Where can the {S} be used?|Can the {S} stand in the garden?|May rain fall on the {S}?|Is the {S} made for outdoors?|May it get wet?
The {S} comes with a warranty of {n} months.|The warranty for the {S} ends {n} months after purchase.|The seller repairs faults of material in the {S} free of charge for {few} years.|For {few} years the seller of the {S} mends faults of material at no cost.||How long is the guarantee?|How long is the warranty of the {S}?|For how long is the {S} guaranteed?|When does the warranty of the {S} end?|How long can I have the {S} repaired for nothing?|Until when will the {S} be mended for free?
The guarantee ends if anybody but {org} opens the case.|Only {org} may open the case, or else the guarantee is lost.||May I open it myself?|Who may repair it?|When do I lose the warranty?|What makes the guarantee void?
Take the old {S} to a collecting point; it is nothing for the dustbin.|The {S} does not belong in the dustbin: bring it to a collecting point when it is worn out.||How do I throw the {S} away?|Where do I take it when it is worn out?|Can I put it in the bin?|How is the {S} disposed of?
For help call {org} on {phone}, on working days until {clock}.|The people of {org} answer questions on {phone} until {clock} on working days.||Whom can I call for help?|What is the number of the service?|Until when can I phone?|Who answers questions about it?|How do I reach support?
The noise of the {S} is {n} decibels at a distance of one metre.|At one metre the {S} makes {n} decibels.||How loud is it?|How much noise does the {S} make?|Is it quiet?|How many decibels are there?
The cable is {few} metres long and must not be made longer.|Do not lengthen the cable, which is {few} metres long.||How long is the cord?|Can I use an extension lead?|What is the length of the cable?|How far does the cable reach?
Keep children under {few} away from the {S}.|Children younger than {few} must not use the {S}.||From what age can a child use it?|Is it safe for kids?|How old must users be?|Who must stay away from it?
Drain the {vessel} before frost, or before it stands still for {few} weeks.|Before frost, or when it rests for {few} weeks, empty the {vessel}.||What do I do before winter?|How do I store it?|When must the {vessel} be emptied?|What if I do not use it for a month?
To mend a leak, tighten the ring with a {tool}.|A leak stops when the ring is tightened with a {tool}.||It drips, what can I do?|What tool do I need for a leak?|How do I fix a leak?|Water comes out, how do I stop it?
Hang it from {few} screws of {m} millimetres.|It is fixed to the wall with {few} screws of {m} millimetres.||How many screws do I need?|How is it fixed to the wall?|How thick are the screws?|What do I mount it with?
Grease the {moving} every {few} weeks.|The {moving} wants some grease every {few} weeks.||How often do I oil the {moving}?|When does the {moving} need grease?|How often should the {moving} be lubricated?
"""

SOFTWARE = """
You save a project with Ctrl+{letter} or from the {menu} menu.|A project is saved from the {menu} menu or with Ctrl+{letter}.||How do I save?|Where is the command to keep my work?|Which keys store a project?|How can I keep what I have done?
The program makes a copy of your work every {few} minutes.|Every {few} minutes a backup of your work is made.||How often is my work backed up?|Is there an automatic copy?|When does the program save by itself?|How much work can I lose if it crashes?
You can undo the last {tens} steps.|The program remembers {tens} steps that you can take back.||How many steps can I undo?|How far back can I go?|I made a mistake, can I take it back?|How many changes are remembered?
The program opens {file} and {file2} files.|Files in {file} and {file2} form can be opened.||Which files can I open?|What formats are read?|What kind of documents can I load?|Which file types work?
You change the language under {menu}, and start the program again.|The language is set under {menu} and changes when the program is started again.||How do I switch to another language?|Where is the language set?|Why is the language still the old one?|Where can I choose French?
The licence is good for {few} computers.|You may install it on {few} computers with one licence.||On how many machines can I use it?|How many computers does a licence cover?|May I install it twice?|How many PCs are allowed?
The trial ends after {n} days; then files can be read but not changed.|After {n} days the trial is over, and files can only be read.||How long can I try it for free?|What happens after the trial?|When does the test version run out?|How many days may I test it?
You need {few} gigabytes of memory and {tens} gigabytes of disk.|The program runs with {few} gigabytes of memory and {tens} gigabytes of disk.||How much memory does it need?|What are the requirements?|How much space does it take?|Will it run on my computer?|How much RAM must I have?
A deleted file stays in the archive for {n} days.|The archive keeps deleted files for {n} days.||Can I get a deleted file back?|How long are removed files kept?|Where do deleted things go?|I erased something by mistake, is it gone?
You share a folder by typing the name of a colleague under {menu}.|Under {menu} type a colleague's name to share a folder.||How do I share a folder?|How can somebody else see my files?|Where do I give others access?|How do I let a colleague in?
A locked account opens again after {tens} minutes, or at once by the {role}.|The {role} can open a locked account; by itself it opens after {tens} minutes.||I am locked out, what now?|How long is an account locked?|Who can unlock my account?|When can I log in again?
Reports are printed from the {menu} menu on the printer in the {room}.|From the {menu} menu reports go to the printer in the {room}.||How do I print a report?|Which printer is used?|Where does my printout come out?|Where is the command for printing?
Updates come every {few} weeks on a {weekday}.|On a {weekday}, every {few} weeks, there is a new version.||How often is there an update?|When do new versions come?|On what day is the software renewed?
"""

LAB = """
We heated the sample to {tens} degrees for {n} minutes.|The sample was kept at {tens} degrees for {n} minutes.||How hot was the sample made?|At what temperature was it heated?|How long did the heating take?|For how long was it kept hot?|What was done to the sample first?
We washed the crystals {few} times with {liquid}.|The crystals were rinsed {few} times with {liquid}.||What were the crystals cleaned with?|How often were the crystals washed?|How did you rinse the crystals?|What liquid was used for washing?
We weighed {dec} grams of {material} into a glass dish.|A glass dish with {dec} grams of {material} was prepared.||How much {material} was taken?|What was in the dish?|What amount of {material} did you use?|How many grams of {material} were there?
The yield was {pct}, less than we had hoped.|We obtained a yield of {pct}, which is less than hoped.||How much came out?|What was the yield?|How good was the result?|What share was obtained?
We repeated the measurement {few} times on different days.|The measurement was made {few} times, on different days.||How often was it measured?|How many repeats were there?|Was the measurement repeated?|How many times did you do it?
The balance reads to {dec} milligrams and was checked by {person}.|{person} checked the balance, which reads to {dec} milligrams.||How exact is the balance?|Who tested the scales?|How precise was the weighing?|Who made sure that the balance was right?
The solution turned {colour} after {n} seconds.|After {n} seconds the solution was {colour}.||What colour did the solution become?|How long did the colour change take?|When did it change colour?|What did the liquid look like then?
We keep the samples in the dark at {few} degrees in the {room}.|The samples are stored in the {room}, in the dark and at {few} degrees.||Where are samples kept?|How cold are the samples stored?|How should samples be kept?|In what room do I find the samples?
We left out sample {few} because its {part} was damaged.|Sample {few} was not counted, since its {part} was damaged.||Which sample was left out?|Why was a sample not counted?|What was wrong with sample {few}?|What did you exclude and why?
A stronger light made the plants grow {pct} faster.|The plants grew {pct} faster in stronger light.||What effect did light have?|How much faster did plants grow?|What happened with more light?|Did the light help?
Nobody may work with {material} without gloves and glasses.|Gloves and glasses are worn by all who work with {material}.||What must I wear with {material}?|What protection is needed?|How do I protect myself from {material}?|Do I need gloves?
Spilled {material} is covered with sand and reported to {person}.|Cover spilled {material} with sand and tell {person}.||What do I do when {material} is spilled?|Whom do I tell about a spill?|How do I clean up {material}?|I dropped the {material}, what now?
Waste goes into the {colour} cans, which are fetched on {weekday}.|The {colour} cans are for waste and are taken away on {weekday}.||Where does waste go?|When is the waste collected?|How do I dispose of leftovers?|Which can is for waste?|How do I get rid of old solution?
The work was paid for by {org} with {price}.|{org} gave {price} for this work.||Who paid for the study?|How much money was given?|Where did the funds come from?|Who was the sponsor?
We asked {n} persons, of whom {m} answered all the questions.|Of {n} persons asked, {m} answered all the questions.||How many people took part?|How many persons answered?|How large was the survey?|How many were asked?
The pressure fell to {dec} bar in the night of {dayof}.|In the night of {dayof} the pressure went down to {dec} bar.||How low did the pressure get?|When did the pressure drop?|What happened in the night?|What was the lowest pressure?
"""
