"""Turkish wordings. Names stand before adlı or beside a colon, so that they take no suffix."""

from __future__ import annotations

from lingmix.data.cldr.relations import Wording

WORDINGS = {
    "territory-currency": Wording(
        questions=(
            "{x}: Burada hangi para birimi geçerlidir?",
            "{x}: İnsanlar orada ne ile ödeme yapar?",
            "{x} adlı ülke veya bölgenin para birimi nedir?",
        ),
        answers=(
            "{x}: Burada geçerli para birimi {y} adını taşır.",
            "{x}: İnsanların orada ödeme yaptığı para {y} adını taşır.",
        ),
    ),
    "territory-timezone": Wording(
        questions=(
            "{x}: Burada hangi saat dilimi geçerlidir?",
            "{x}: Yerel standart saatin adı nedir?",
            "{x} adlı ülke veya bölge hangi saat dilimindedir?",
        ),
        answers=(
            "{x}: Burada geçerli saat dilimi {y} adını taşır.",
            "{x}: Yerel standart saat {y} olarak adlandırılır.",
        ),
    ),
    "city-territory": Wording(
        questions=(
            "{x} hangi ülke veya bölgededir?",
            "{x} hangi ülkeye veya bölgeye aittir?",
            "{x} adlı yer nerededir?",
        ),
        answers=(
            "{x} adlı yer şuradadır: {y}.",
            "{x} adlı yerin bulunduğu ülke veya bölge: {y}.",
        ),
    ),
    "language-script": Wording(
        questions=(
            "{x} hangi yazı sistemiyle yazılır?",
            "{x} yazılırken hangi yazı sistemi kullanılır?",
            "Dil: {x}. Alışılmış yazı sistemi nedir?",
        ),
        answers=(
            "{x} genellikle {y} yazı sistemiyle yazılır.",
            "Dil: {x}. Alışılmış yazı sistemi: {y}.",
        ),
    ),
    "language-territory": Wording(
        questions=(
            "{x} hangi ülkenin veya bölgenin dilidir?",
            "{x} en çok hangi ülke veya bölgeyle ilişkilendirilir?",
            "Dil: {x}. Bu dilin yurdu neresidir?",
        ),
        answers=(
            "{x} en çok {y} adlı ülke veya bölgeyle ilişkilendirilir.",
            "Dil: {x}. Başlıca yurdu: {y}.",
        ),
    ),
    "territory-language": Wording(
        questions=(
            "{x}: Buranın resmî dili nedir?",
            "{x}: Orada yasalar hangi dilde yayımlanır?",
            "{x} adlı ülke veya bölgede hangi dilin resmî statüsü vardır?",
        ),
        answers=(
            "{x}: Resmî dil {y} olarak belirlenmiştir.",
            "Ülke veya bölge: {x}. Yasaların dili: {y}.",
        ),
    ),
    "city-currency": Wording(
        questions=(
            "{x}: Oraya giden bir gezgin yanında hangi parayı bulundurmalıdır?",
            "{x}: Oradaki dükkânlar hangi parayı kabul eder?",
            "{x} adlı yerde fiyatlar hangi parayla yazılır?",
        ),
        answers=(
            "{x} adlı yerdeki dükkânlarda fiyatlar şu parayla yazılır: {y}.",
            "{x} adlı yere giden bir gezginin ihtiyaç duyduğu para: {y}.",
        ),
    ),
    "city-timezone": Wording(
        questions=(
            "{x}: Orada saatler neye göre ayarlanır?",
            "{x} adlı yerde yaşayanlar hangi saate uyar?",
            "{x}: Oraya varınca kol saati hangi saate göre kurulur?",
        ),
        answers=(
            "{x} adlı yerde saatler şuna göre ayarlanır: {y}.",
            "{x} adlı yerde yaşayanların uyduğu saat: {y}.",
        ),
    ),
}
