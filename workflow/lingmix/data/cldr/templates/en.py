"""English wordings. Names stand in apposition or beside a colon, because some would need an article."""

from __future__ import annotations

from lingmix.data.cldr.relations import Wording

WORDINGS = {
    "territory-currency": Wording(
        questions=(
            "{x}: which currency is used there?",
            "{x}: what do people pay with there?",
            "Which currency is legal tender in the country or territory called {x}?",
        ),
        answers=(
            "{x}: the currency there is the {y}.",
            "{x}: people there pay with the {y}.",
        ),
    ),
    "territory-timezone": Wording(
        questions=(
            "{x}: which time zone applies there?",
            "{x}: what is the local standard time called?",
            "Which time zone does the country or territory called {x} belong to?",
        ),
        answers=(
            "{x}: the time zone there is {y}.",
            "{x}: local standard time is called {y}.",
        ),
    ),
    "city-territory": Wording(
        questions=(
            "In which country or territory is the place called {x}?",
            "{x}: which country or territory does this place belong to?",
            "Where is {x}?",
        ),
        answers=(
            "Place: {x}. Country or territory: {y}.",
            "{x} belongs to this country or territory: {y}.",
        ),
    ),
    "language-script": Wording(
        questions=(
            "In which script is the {x} language written?",
            "What writing system does the {x} language use?",
            "Language: {x}. What is its usual script?",
        ),
        answers=(
            "The {x} language is usually written in the {y} script.",
            "{x} is a language whose usual writing system is {y}.",
        ),
    ),
    "language-territory": Wording(
        questions=(
            "In which country or territory is the {x} language at home?",
            "Where is the main home of the {x} language?",
            "With which country or territory is the {x} language chiefly associated?",
        ),
        answers=(
            "The {x} language is chiefly associated with this country or territory: {y}.",
            "Main home of the {x} language: {y}.",
        ),
    ),
    "territory-language": Wording(
        questions=(
            "{x}: what is the official language there?",
            "{x}: in which language are laws published there?",
            "Which language has official status in the country or territory called {x}?",
        ),
        answers=(
            "{x}: the official language there is {y}.",
            "{x}: laws are published there in {y}.",
        ),
    ),
    "city-currency": Wording(
        questions=(
            "What money should a traveller take to {x}?",
            "Which money do the shops in {x} accept?",
            "In what currency are prices marked in {x}?",
        ),
        answers=(
            "Prices in {x} are marked in the currency called {y}.",
            "A traveller going to {x} needs money in this currency: {y}.",
        ),
    ),
    "city-timezone": Wording(
        questions=(
            "What time are the clocks set to in {x}?",
            "By which time do the inhabitants of {x} live?",
            "To which time should you set your watch on arriving in {x}?",
        ),
        answers=(
            "Clocks in {x} are set to {y}.",
            "The inhabitants of {x} live by {y}.",
        ),
    ),
}
