"""Spanish wordings. No sentence starts with a language, currency or script, whose names are not capitalised."""

from __future__ import annotations

from lingmix.data.cldr.relations import Wording

WORDINGS = {
    "territory-currency": Wording(
        questions=(
            "{x}: ¿qué moneda se usa allí?",
            "{x}: ¿con qué se paga allí?",
            "¿Qué moneda es de curso legal en el país o territorio llamado {x}?",
        ),
        answers=(
            "{x}: la moneda de allí se llama «{y}».",
            "{x}: allí se paga con la moneda «{y}».",
        ),
    ),
    "territory-timezone": Wording(
        questions=(
            "{x}: ¿qué huso horario rige allí?",
            "{x}: ¿cómo se llama allí la hora oficial?",
            "¿A qué huso horario pertenece el país o territorio llamado {x}?",
        ),
        answers=(
            "{x}: allí rige el huso horario «{y}».",
            "{x}: la hora oficial de allí es la «{y}».",
        ),
    ),
    "city-territory": Wording(
        questions=(
            "¿En qué país o territorio se encuentra {x}?",
            "{x}: ¿a qué país o territorio pertenece este lugar?",
            "¿Dónde está el lugar llamado {x}?",
        ),
        answers=(
            "El lugar llamado {x} está aquí: {y}.",
            "El lugar llamado {x} pertenece a este país o territorio: {y}.",
        ),
    ),
    "language-script": Wording(
        questions=(
            "¿Con qué sistema de escritura se escribe el idioma {x}?",
            "¿Qué escritura usa el idioma {x}?",
            "Idioma: {x}. ¿Cuál es su escritura habitual?",
        ),
        answers=(
            "El idioma {x} se escribe normalmente con el sistema de escritura {y}.",
            "Sistema de escritura habitual del idioma {x}: {y}.",
        ),
    ),
    "language-territory": Wording(
        questions=(
            "¿En qué país o territorio tiene su hogar el idioma {x}?",
            "¿De qué país o territorio es propio ante todo el idioma {x}?",
            "¿Con qué país o territorio se asocia sobre todo el idioma {x}?",
        ),
        answers=(
            "El idioma {x} se asocia sobre todo con este país o territorio: {y}.",
            "Hogar principal del idioma {x}: {y}.",
        ),
    ),
    "territory-language": Wording(
        questions=(
            "{x}: ¿cuál es allí la lengua oficial?",
            "{x}: ¿en qué lengua se publican allí las leyes?",
            "¿Qué lengua tiene carácter oficial en el país o territorio llamado {x}?",
        ),
        answers=(
            "{x}: la lengua oficial de allí es el {y}.",
            "{x}: las leyes se publican allí en {y}.",
        ),
    ),
    "city-currency": Wording(
        questions=(
            "¿Qué dinero hay que llevar para viajar a {x}?",
            "¿Qué dinero aceptan las tiendas de {x}?",
            "¿En qué divisa se marcan los precios en {x}?",
        ),
        answers=(
            "Los precios en {x} se marcan en la divisa llamada «{y}».",
            "Quien viaja a {x} necesita dinero en esta divisa: {y}.",
        ),
    ),
    "city-timezone": Wording(
        questions=(
            "¿Qué hora marcan los relojes en {x}?",
            "¿Por qué hora se rigen los habitantes de {x}?",
            "¿A qué hora hay que ajustar el reloj al llegar a {x}?",
        ),
        answers=(
            "Los relojes en {x} marcan la {y}.",
            "Los habitantes de {x} se rigen por la {y}.",
        ),
    ),
}
