"""German wordings. Names stand in quotation marks or after a noun or colon, so that neither article nor case shows."""

from __future__ import annotations

from lingmix.data.cldr.relations import Wording

WORDINGS = {
    "territory-currency": Wording(
        questions=(
            "{x}: Welche Währung gilt hier?",
            "{x}: Womit bezahlt man dort?",
            "Welche Währung ist im Land oder Gebiet „{x}“ gesetzliches Zahlungsmittel?",
        ),
        answers=(
            "{x}: Die Währung heißt hier {y}.",
            "{x}: Man bezahlt dort in der Währung „{y}“.",
        ),
    ),
    "territory-timezone": Wording(
        questions=(
            "{x}: Welche Zeitzone gilt hier?",
            "{x}: Wie heißt die dortige Standardzeit?",
            "Zu welcher Zeitzone gehört das Land oder Gebiet „{x}“?",
        ),
        answers=(
            "{x}: Hier gilt die Zeitzone „{y}“.",
            "{x}: Die dortige Standardzeit heißt {y}.",
        ),
    ),
    "city-territory": Wording(
        questions=(
            "In welchem Land oder Gebiet liegt {x}?",
            "{x}: In welchem Land oder Gebiet findet man diesen Ort?",
            "Zu welchem Land oder Gebiet gehört der Ort „{x}“?",
        ),
        answers=(
            "Der Ort „{x}“ liegt hier: {y}.",
            "Der Ort „{x}“ gehört zu diesem Land oder Gebiet: {y}.",
        ),
    ),
    "language-script": Wording(
        questions=(
            "In welcher Schrift wird die Sprache {x} geschrieben?",
            "Welche Schrift verwendet man für die Sprache {x}?",
            "Sprache: {x}. Welche Schrift ist dafür üblich?",
        ),
        answers=(
            "Die Sprache {x} wird gewöhnlich in der Schrift „{y}“ geschrieben.",
            "Für die Sprache {x} ist diese Schrift üblich: {y}.",
        ),
    ),
    "language-territory": Wording(
        questions=(
            "In welchem Land oder Gebiet ist die Sprache {x} zu Hause?",
            "Wo liegt die Heimat der Sprache {x}?",
            "Mit welchem Land oder Gebiet verbindet man die Sprache {x} vor allem?",
        ),
        answers=(
            "Die Sprache {x} ist vor allem im Land oder Gebiet „{y}“ zu Hause.",
            "Heimat der Sprache {x}: {y}.",
        ),
    ),
    "territory-language": Wording(
        questions=(
            "{x}: Welche Sprache ist hier Amtssprache?",
            "{x}: In welcher Sprache erscheinen dort die Gesetze?",
            "Wie heißt die Amtssprache im Land oder Gebiet „{x}“?",
        ),
        answers=(
            "{x}: Amtssprache ist hier {y}.",
            "{x}: Gesetze erscheinen dort in der Sprache {y}.",
        ),
    ),
    "city-currency": Wording(
        questions=(
            "Welches Geld braucht man, wenn man nach {x} reist?",
            "Mit welchem Geld kauft man in {x} ein?",
            "In welcher Währung stehen die Preise in den Läden von {x}?",
        ),
        answers=(
            "Die Preise in den Läden von {x} stehen in der Währung „{y}“.",
            "Wer nach {x} reist, braucht dieses Geld: {y}.",
        ),
    ),
    "city-timezone": Wording(
        questions=(
            "Nach welcher Zeit richten sich die Uhren in {x}?",
            "Auf welche Zeit stellt man die Uhr, wenn man in {x} ankommt?",
            "Nach welcher Zeit leben die Menschen in {x}?",
        ),
        answers=(
            "Die Uhren in {x} richten sich nach der Zeit mit dem Namen „{y}“.",
            "In {x} stellt man die Uhr auf diese Zeit: {y}.",
        ),
    ),
}
