"""Chinese wordings. Names need neither spaces nor measure words here."""

from __future__ import annotations

from lingmix.data.cldr.relations import Wording

WORDINGS = {
    "territory-currency": Wording(
        questions=(
            "{x}的法定货币是什么？",
            "在{x}，人们用什么货币付款？",
            "国家或地区：{x}。当地的货币叫什么名称？",
        ),
        answers=(
            "{x}的法定货币是{y}。",
            "在{x}，人们付款时使用的货币是{y}。",
        ),
    ),
    "territory-timezone": Wording(
        questions=(
            "{x}采用哪个时区？",
            "国家或地区：{x}。当地的标准时间叫什么？",
            "{x}属于哪个时区？",
        ),
        answers=(
            "{x}采用的时区是“{y}”。",
            "{x}的标准时间称为“{y}”。",
        ),
    ),
    "city-territory": Wording(
        questions=(
            "名为“{x}”的地方位于哪个国家或地区？",
            "“{x}”这个地方属于哪个国家或地区？",
            "地点：{x}。它在哪个国家或地区？",
        ),
        answers=(
            "名为“{x}”的地方位于{y}。",
            "“{x}”这个地方属于以下国家或地区：{y}。",
        ),
    ),
    "language-script": Wording(
        questions=(
            "{x}用什么文字书写？",
            "{x}这种语言采用哪种书写系统？",
            "语言：{x}。它通常使用哪种文字？",
        ),
        answers=(
            "{x}这种语言通常用{y}书写。",
            "{x}采用的书写系统是{y}。",
        ),
    ),
    "language-territory": Wording(
        questions=(
            "{x}的故乡是哪个国家或地区？",
            "{x}这种语言主要与哪个国家或地区相关？",
            "语言：{x}。它主要属于哪个国家或地区？",
        ),
        answers=(
            "{x}这种语言主要与以下国家或地区相关：{y}。",
            "{x}的故乡是{y}。",
        ),
    ),
    "territory-language": Wording(
        questions=(
            "{x}的官方语言是什么？",
            "{x}的法律和公文用哪种语言发布？",
            "在{x}，哪种语言具有官方地位？",
        ),
        answers=(
            "{x}的官方语言是{y}。",
            "{x}的法律和公文以{y}发布。",
        ),
    ),
    "city-currency": Wording(
        questions=(
            "去{x}旅行应该带什么钱？",
            "{x}的商店收什么钱？",
            "{x}的商品用什么货币标价？",
        ),
        answers=(
            "{x}的商店用{y}标价。",
            "去{x}旅行的人需要准备{y}。",
        ),
    ),
    "city-timezone": Wording(
        questions=(
            "{x}的钟表按什么时间校准？",
            "{x}的居民按照什么时间作息？",
            "到达{x}后，手表应该调到什么时间？",
        ),
        answers=(
            "{x}的钟表按“{y}”校准。",
            "{x}的居民按照“{y}”作息。",
        ),
    ),
}
