"""What can be said in the small worlds, and how people ask for it.

A line is one fact: ways to state it, then `||`, then ways to ask for it. `{S}` is the subject, the
other slots are drawn anew for each fact. Nothing here is true of anything.
"""

# ruff: noqa: E501 (a fact is one line)
from __future__ import annotations

PERSON = """
{S} was born in {place} in {year}.|Born in {place} in {year}, {S} grew up in a family of {n} children.||When was {S} born?|Where was {S} born?|What is the birthplace of {S}?|In what year was {S} born?|What city does {S} come from?
{S} studied {subject} at the University of {place}.|At the University of {place}, {S} took a degree in {subject}.||What did {S} study?|Where did {S} go to university?|Which subject did {S} take a degree in?|What university did {S} attend?
{S} died on {date} after a short illness.|On {date}, {S} died at home, aged {age}.||When did {S} die?|On what date did {S} die?|What was the date of {S}'s death?
In {year}, {S} married {person}.|{S} and {person} were married in {year}.||Who did {S} marry?|Who was the spouse of {S}?|When did {S} get married?|What was the name of {S}'s wife?|Who was {S}'s husband?
{S} led the team in {stat} with {n}.|With {n}, {S} recorded the most {stat} of the season.||How many {stat} did {S} have?|Who led the team in {stat}?|Which player had the most {stat}?|Who was the {stat} leader?|How many {stat} did {S} register?
{S} also had {n} {stat} in {m} games.|{S} added {n} {stat} and was named to the second team.||How many {stat} did {S} add?|How many {stat} did {S} get?|What number of {stat} was {S} credited with?
In {year}, {S} was elected {office} of {place}.|{S} became {office} of {place} in {year} and held the post for {n} years.||When did {S} become {office}?|Who was elected {office} of {place}?|What position did {S} hold in {place}?|Who was the {office} of {place} in {year}?|How long was {S} {office}?
{S} is best known for the discovery of {thing}.|It was {S} who first described {thing}, in a paper of {year}.||Who discovered {thing}?|What is {S} famous for?|What did {S} discover?|Who first described {thing}?|What did {S} find?
The {prize} was awarded to {S} in {year}.|{S} received the {prize} in {year} for work on {thing}.||What prize did {S} win?|What award did {S} receive?|When did {S} win the {prize}?|Who won the {prize} in {year}?|Who was given the {prize}?
{S} wrote {n} books, the first of them a history of {place}.|Of the {n} books by {S}, the first was about {place}.||How many books did {S} write?|What was {S}'s first book about?|How many books were written by {S}?|Who wrote a history of {place}?
{S} founded {org} together with {person}.|{org} was founded by {S} and {person} in {year}.||Who founded {org}?|Who started {org}?|What company did {S} create?|With whom did {S} set up {org}?|Who was the co-founder of {org}?
{S} moved to {place} at the age of {age}.|At {age}, {S} left home for {place}.||How old was {S} on moving to {place}?|Where did {S} move?|At what age did {S} leave home?
{S} was succeeded by {person} in {year}.|In {year} {person} took over from {S}.||Who succeeded {S}?|Who came after {S}?|Who replaced {S}?|When was {S} replaced?
{S} worked as a {job} before joining {org}.|Before {org}, {S} had earned a living as a {job}.||What was {S}'s job before {org}?|What did {S} do before joining {org}?|What profession did {S} have?|How did {S} earn a living?
"""

PLACE = """
{S} has a population of {big}.|About {big} people live in {S}, according to the last census.||How many people live in {S}?|What is the population of {S}?|How many inhabitants does {S} have?|How large is the population of {S}?
{S} covers an area of {big} square kilometres.|The area of {S} is {big} square kilometres, of which {n} per cent is water.||How big is {S}?|What is the area of {S}?|How much land does {S} cover?|How many square kilometres does {S} cover?|What size is {S}?
The {river} flows through {S} from north to south.|{S} lies on the {river}, {n} kilometres from the coast.||What river runs through {S}?|On which river is {S}?|Which river flows through {S}?|How far is {S} from the sea?
{S} was founded in {year} by {person}.|In {year}, settlers led by {person} founded {S}.||Who founded {S}?|When was {S} founded?|In what year was {S} established?|Who established {S}?|Who was the founder of {S}?
The highest point of {S} is {peak}, at {big} metres.|{peak} rises to {big} metres and is the highest mountain in {S}.||What is the highest point of {S}?|How high is {peak}?|What is the tallest mountain in {S}?|What is the height of {peak}?
{S} was occupied by {people} troops from {year} until the end of the war.|In {year} {people} troops took {S}.||Who occupied {S}?|When was {S} occupied?|Which army took {S}?|What troops captured {S}?|Who captured {S}?
The main industries of {S} are {industry} and {industry2}.|{S} lives mostly from {industry}, followed by {industry2}.||What are the main industries of {S}?|What does the economy of {S} depend on?|What is the most important industry in {S}?|What is {S}'s economy based on?
The {building} in {S} was completed in {year}.|Work on the {building} of {S} began in {year} and took {n} years.||When was the {building} of {S} finished?|When was the {building} in {S} built?|How long did it take to build the {building}?|What was completed in {S} in {year}?
The official language of {S} is {tongue}.|In {S} most people speak {tongue}, although {n} per cent also use another language.||What language is spoken in {S}?|What is the official language of {S}?|Which language do people speak in {S}?
The climate of {S} is {climate}, with an average of {n} degrees.|Summers in {S} are {climate}; the average temperature is {n} degrees.||What is the climate of {S} like?|What is the average temperature in {S}?|How warm is {S}?
A fire destroyed most of {S} in {year}.|In {year} {S} was almost entirely burnt down.||What happened to {S} in {year}?|When was {S} destroyed?|What destroyed {S}?|In what year was there a fire in {S}?
{S} is governed by a council of {n} members, elected every {m} years.|The council of {S} has {n} members and is elected every {m} years.||How many members does the council of {S} have?|How often is the council of {S} elected?|Who governs {S}?|How is {S} governed?
"""

COMPANY = """
{S} employs {big} people in {m} countries.|The number of people employed by {S} rose to {big} in {m} countries.||How many employees does {S} have?|How many people work for {S}?|In how many countries does {S} operate?|What is the size of the workforce at {S}?
Net sales of {S} were {money} in fiscal {year}.|In {year}, {S} reported revenue of {money}, up {n} per cent.||What were the net sales of {S} in {year}?|How much revenue did {S} report?|How much did {S} sell in {year}?|What was the revenue of {S}?|By how much did revenue grow at {S}?
{S} has its headquarters in {place}.|The head office of {S} is located at {n} Main Street, {place}.||Where is {S} based?|Where is the head office of {S}?|Where is {S} located?|In which city is {S} headquartered?
{person} has been chief executive of {S} since {year}.|In {year}, the board of {S} appointed {person} chief executive.||Who is the chief executive of {S}?|Who is the CEO of {S}?|Who runs {S}?|Since when has {person} led {S}?|When was {person} appointed?
As of {date}, {big} shares of common stock of {S} were outstanding.|{S} had {big} shares outstanding on {date}.||How many shares of {S} were outstanding?|How many shares of common stock were outstanding?|What was the number of outstanding shares of {S}?
{S} paid a dividend of {price} per share.|The dividend of {S} was raised to {price} per share in {year}.||What dividend did {S} pay?|How much was the dividend per share?|How high was the dividend of {S}?|What was the dividend per share of {S}?
Research and development expenses of {S} came to {money}.|{S} spent {money} on research and development.||How much does {S} spend on research?|What were the research and development costs of {S}?|What did {S} invest in R&D?|How much was spent on research and development?
{S} acquired {org} for {money} in {year}.|In {year}, {org} was bought by {S} for {money}.||What company did {S} acquire?|How much did {S} pay for {org}?|Who bought {org}?|When did {S} buy {org}?|What was the price of {org}?|Who purchased {org}?
The auditor of {S} is {org}.|{org} audited the financial statements of {S}.||Who audits {S}?|Who is the auditor of {S}?|Which firm audited the accounts of {S}?|What firm checks the books of {S}?
{S} plans to close {n} stores by {year}.|By {year}, {n} stores of {S} will be closed.||How many stores will {S} close?|How many shops does {S} want to shut?|By when will {S} close stores?|When will the stores of {S} close?
The largest customer of {S} accounted for {n} per cent of sales.|About {n} per cent of the sales of {S} went to a single customer.||How much of {S}'s sales went to its biggest customer?|What share of sales came from the largest customer of {S}?|How dependent is {S} on one customer?
"""

HANDBOOK = """
Requests for leave must reach {person} at least {n} weeks in advance.|Leave is asked for {n} weeks ahead, in writing, from {person}.||How far ahead must I ask for leave?|Who approves leave?|When do I have to request vacation?|Who do I ask for holiday?
Employees may work from home up to {n} days a week.|Remote work is possible on {n} days of each week, after agreement with the supervisor.||How many days can I work from home?|Is remote work allowed?|How often may I work remotely?|Can I work at home?
Travel expenses are refunded within {n} days of a complete claim.|Claims for travel costs are paid back after {n} days.||When are travel expenses paid back?|How long does it take to get travel costs refunded?|How soon will I be reimbursed?|When do I get my money back for travel?
A meal on a business trip is paid for up to {price}.|The limit for meals while travelling is {price} a day.||How much can I spend on a meal?|What is the limit for meals?|How much is paid for food on a trip?|What is the meal allowance?
The office is open from {am} until {pm}.|Office hours begin at {am} and end at {pm}.||When does the office open?|What are the office hours?|Until when is the office open?|What time does the office close?
Passwords must have at least {n} characters and are changed every {m} days.|A password has {n} characters or more and is changed every {m} days.||How long must a password be?|How many characters does a password need?|How often must I change my password?|What is the minimum password length?
Parents may take {n} weeks of parental leave at full pay.|Parental leave is {n} weeks, paid in full.||How long is parental leave?|How many weeks can parents take off?|How much parental leave is there?|How much time off do new parents get?
Sick leave of more than {n} days requires a note from a doctor.|After {n} days of illness, a doctor's certificate must be handed in.||When do I need a doctor's note?|After how many days is a medical certificate needed?|What must I do if I am ill for a week?|Do I need a certificate when sick?
Fire drills take place every {n} months under {person}.|{person} holds a fire drill every {n} months.||How often are fire drills held?|Who is in charge of fire drills?|When are there fire drills?
Overtime is paid at {n} per cent of the normal rate.|For overtime, employees are paid {n} per cent of their hourly rate.||How is overtime paid?|What is the overtime rate?|How much do I get for extra hours?|What do I earn for overtime?
Lost badges are reported to {person} in the {room}.|Whoever loses a badge tells {person} at once, in the {room}.||Who do I tell when I lose my badge?|Where are lost badges reported?|What should I do if my badge is lost?
The company matches pension payments up to {n} per cent of salary.|Pension contributions are matched up to {n} per cent.||How much does the company pay into my pension?|What is the pension match?|Up to what share are pension contributions matched?
"""

PRODUCT = """
The {S} weighs {n} kilograms.|At {n} kilograms, the {S} is the lightest of the series.||How heavy is the {S}?|What is the weight of the {S}?|How much does the {S} weigh?
The battery of the {S} lasts {n} hours.|One charge runs the {S} for {n} hours.||How long does the battery of the {S} last?|What is the battery life of the {S}?|How many hours does the {S} run?
Clean the filter of the {S} every {n} weeks with warm water.|The filter of the {S} should be washed with warm water every {n} weeks.||How often should I clean the filter?|How do I clean the filter of the {S}?|When must the filter be washed?|What do I use to clean the filter?
The {S} must not be used at temperatures below {n} degrees.|Below {n} degrees the {S} switches itself off.||At what temperature does the {S} stop working?|What is the lowest temperature for the {S}?|How cold may it be for the {S}?|When does the {S} switch off?
Hold the {button} button for {n} seconds to reset the {S}.|To reset the {S}, press {button} for {n} seconds.||How do I reset the {S}?|How long must I hold the button to reset?|Which button resets the {S}?|How can I restart the {S}?
The {S} draws {n} watts at full load.|At full load the power consumption of the {S} is {n} watts.||How much power does the {S} use?|What is the power consumption of the {S}?|How many watts does the {S} need?
The {S} costs {price} without tax.|The list price of the {S} is {price}.||How much does the {S} cost?|What is the price of the {S}?|What do I have to pay for the {S}?
A red light on the {S} means that the {part} is blocked.|If the {part} is blocked, the {S} shows a red light.||What does the red light mean?|Why is the light red on the {S}?|What happens if the {part} is blocked?
The {S} is made of {material} and {material2}.|Its housing of {material} protects the {S}; the handle is of {material2}.||What is the {S} made of?|Which material is used for the {S}?|What is the housing made from?
Spare parts for the {S} can be ordered from {org} for {n} years.|{org} keeps spare parts for the {S} for {n} years.||Where can I get spare parts for the {S}?|How long are spare parts available?|Who sells spare parts?|For how many years can I get parts?
"""

CONTRACT = """
{S} shall pay the fee within {n} days of the invoice.|Invoices are due {n} days after receipt by {S}.||When must invoices be paid?|How many days does {S} have to pay?|When is the fee due?|What is the payment term?
This agreement is governed by the law of {place}.|The law of {place} applies to this agreement.||Which law applies?|What law governs the agreement?|Under whose law was it made?
{S} shall keep all information confidential for {n} years.|For {n} years after the end, {S} may not disclose confidential information.||How long must information be kept secret?|For how long does confidentiality last?|How many years is {S} bound to secrecy?
Late payments bear interest of {n} per cent a year.|For payments that come late, {n} per cent interest is charged.||What interest is charged for late payment?|What happens if I pay late?|How high is the interest on late payments?
{S} insures the goods for {money} during transport.|During transport the goods are insured by {S} for {money}.||Who insures the goods?|For how much are the goods insured?|Who pays for insurance during transport?
Notices to {S} are sent to {person} at the address above.|{person} receives all notices on behalf of {S}.||Who receives notices for {S}?|To whom are notices sent?|Where do I send a notice?
The monthly rent is {price}, payable on the {nth} of the month.|{S} pays a rent of {price} on the {nth} of each month.||How much is the rent?|When is the rent due?|What does {S} pay each month?|On which day must rent be paid?
A deposit of {price} is returned within {n} weeks.|{S} gets the deposit of {price} back {n} weeks after moving out.||How much is the deposit?|When is the deposit returned?|When does {S} get the deposit back?
"""

SCIENCE = """
The {S} feeds mainly on {food} and {food2}.|{food} and {food2} make up most of the diet of the {S}.||What does the {S} eat?|What is the diet of the {S}?|What does the {S} feed on?|What kind of food does the {S} prefer?
An adult {S} reaches a length of {n} centimetres.|The {S} grows up to {n} centimetres long.||How long does a {S} get?|How big is the {S}?|What length does the {S} reach?|What is the size of an adult {S}?
The {S} lives for about {n} years.|The lifespan of the {S} is {n} years.||How long does the {S} live?|What is the life expectancy of the {S}?|How old can a {S} get?
The {S} was first described by {person} in {year}.|In {year} {person} gave the {S} its name.||Who first described the {S}?|When was the {S} discovered?|Who named the {S}?|Who discovered the {S}?
The {S} is found in {place} and along the {river}.|Most {S} populations live in {place}.||Where does the {S} live?|Where is the {S} found?|In what region can the {S} be found?|What is the habitat of the {S}?
In our experiment, {n} of {m} samples of {S} reacted with {material}.|{n} of the {m} samples of {S} showed a reaction to {material}.||How many samples of {S} reacted?|What did the samples react with?|How many samples were tested?|What was the result of the experiment with {S}?
The density of {S} decreased by {n} per cent after {m} hours.|After {m} hours, the density of {S} was {n} per cent lower.||By how much did the density of {S} fall?|What happened to the density after {m} hours?|How much lower was the density of {S}?
{S} melts at {big} degrees.|The melting point of {S} is {big} degrees.||At what temperature does {S} melt?|What is the melting point of {S}?|When does {S} turn liquid?
{S} is produced from {material} by heating.|By heating {material}, one obtains {S}.||How is {S} produced?|What is {S} made from?|How do you get {S}?|What is needed to make {S}?
The error of the measurement of {S} was {n} per cent.|We measured {S} with an error of {n} per cent.||How exact was the measurement of {S}?|What was the error?|How large was the measurement error?
The function of {S} is to protect the {part}.|{S} protects the {part} from damage.||What does {S} do?|What is the function of {S}?|What is the role of {S}?|What protects the {part}?
{S} is caused by a lack of {material}.|A lack of {material} leads to {S}.||What causes {S}?|Why does {S} occur?|What is the cause of {S}?|What can a lack of {material} cause?
"""

EVENT = """
The {S} began on {date} in {place}.|On {date}, the {S} broke out near {place}.||When did the {S} begin?|Where did the {S} start?|On what date did the {S} break out?|When did the {S} start?
The {S} lasted {n} years and cost {big} lives.|About {big} people died in the {S}.||How long did the {S} last?|How many people died in the {S}?|How many lives did the {S} cost?|How many were killed during the {S}?|What was the death toll of the {S}?
The {S} ended with the treaty of {place} in {year}.|In {year}, the treaty of {place} put an end to the {S}.||When did the {S} end?|What treaty ended the {S}?|How did the {S} end?|Where was the treaty signed?|What ended the {S}?
{person} led the {people} side in the {S}.|The {people} forces in the {S} were commanded by {person}.||Who led the {people} side?|Who commanded the {people} forces?|Who was the commander in the {S}?|What was the name of the {people} leader?
The {S} was caused by a dispute over {thing}.|A dispute over {thing} led to the {S}.||What caused the {S}?|Why did the {S} begin?|What led to the {S}?|What was the reason for the {S}?|What was the {S} about?
More than {big} people watched the {S} in {place}.|The {S} drew {big} spectators to {place}.||How many people watched the {S}?|Where was the {S} held?|How many spectators came to the {S}?|Where did the {S} take place?|What was the attendance?
{org} broadcast the {S} and charged {money} for an advertisement.|An advertisement during the {S} cost {money}, according to {org}.||Who broadcast the {S}?|How much did an advertisement cost?|What network showed the {S}?|What was the price of a commercial during the {S}?|Who charged {money}?
{team} defeated {team2} by {n} to {m} in the {S}.|In the {S}, {team} beat {team2} {n} to {m}.||Who won the {S}?|What was the score of the {S}?|Who did {team} beat?|Which team lost the {S}?|Who did {team} play against?|Which team won the {S}?
The winner of the {S} received {money}.|{person} won the {S} and took home {money}.||How much did the winner of the {S} get?|Who won the {S}?|What was the prize money?|How much money did the winner receive?
The {S} was put off until {year} because of the {cause}.|Because of the {cause}, the {S} was held only in {year}.||Why was the {S} put off?|What delayed the {S}?|When was the {S} finally held?|Why was the {S} postponed?
"""

FILLER = """
This is worth knowing in advance.|Details are given in the annex.|Nothing else has changed since then.|Several exceptions apply.|This was not always so.|The reasons for this are many.|More is said about this below.|Opinions differ on the point.|It is still a subject of debate.|Some of this was written down only later.|In general, things have improved.|Further questions can be put in writing.|The figures are rounded.|A second report confirmed this.|Many people were surprised.|For many years, little was known about it.|There were other views as well.|All of this happened within a short time.|The rules are reviewed every year.|Historians do not agree about the details.
"""
