"""Titles from miniature dumps in Wikimedia's format."""

# ruff: noqa: E501 (the lines of a dump are long)

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from lingmix.config.lexicon import WikipediaTitles
from lingmix.errors import LingmixError
from lingmix.lexicon import wikipedia_titles
from lingmix.lexicon.build import build
from lingmix.lexicon.sql_dump import read_dump

PAGE = r"""-- MySQL dump 10.19  Distrib 10.3.38-MariaDB, for debian-linux-gnu (x86_64)
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `page`;
CREATE TABLE `page` (
  `page_id` int(8) unsigned NOT NULL AUTO_INCREMENT,
  `page_namespace` int(11) NOT NULL DEFAULT 0,
  `page_title` varbinary(255) NOT NULL DEFAULT '',
  `page_is_redirect` tinyint(1) unsigned NOT NULL DEFAULT 0,
  `page_random` double unsigned NOT NULL DEFAULT 0,
  `page_content_model` varbinary(32) DEFAULT NULL,
  PRIMARY KEY (`page_id`),
  UNIQUE KEY `page_name_title` (`page_namespace`,`page_title`)
) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=binary;

LOCK TABLES `page` WRITE;
/*!40000 ALTER TABLE `page` DISABLE KEYS */;
INSERT INTO `page` VALUES (1,0,'New_York',0,0.33167112649574004,'wikitext'),(2,0,'O\'Neill,_\"Tip\"',0,1e-05,NULL),(3,4,'About',0,0.5,'wikitext');
INSERT INTO `page` VALUES (4,0,'Mercury_(planet)',0,0.5,'wikitext'),(5,0,'1999',0,0.5,NULL),(6,0,'NYC',1,0.5,'wikitext'),(7,0,'C,;_x\\',0,0.5,'wikitext');
/*!40000 ALTER TABLE `page` ENABLE KEYS */;
UNLOCK TABLES;
"""
LANGLINKS = r"""CREATE TABLE `langlinks` (
  `ll_from` int(8) unsigned NOT NULL DEFAULT 0,
  `ll_lang` varbinary(35) NOT NULL DEFAULT '',
  `ll_title` varbinary(255) NOT NULL DEFAULT '',
  PRIMARY KEY (`ll_from`,`ll_lang`)
) ENGINE=InnoDB DEFAULT CHARSET=binary;
INSERT INTO `langlinks` VALUES (7,'de','C'),(1,'de','New York'),(1,'zh','纽约'),(1,'th',''),(2,'fr','Tip O\'Neill'),(3,'de','Wikipedia:Über'),(4,'de','Merkur'),(5,'de','1999'),(6,'de','Stadt'),(2,'ja','オニール（政治家）'),(99,'de','Nichts');
"""


def dump(folder: Path, name: str, text: str) -> Path:
    path = folder / f"enwiki-20260101-{name}.sql.gz"
    path.write_bytes(gzip.compress(text.encode()))
    return path


def test_titles_of_articles_are_paired(tmp_path: Path) -> None:
    page, links = dump(tmp_path, "page", PAGE), dump(tmp_path, "langlinks", LANGLINKS)
    assert list(wikipedia_titles.rows(page, links, "en")) == [
        ("en", "C,; x\\", "de", "C"),
        ("en", "New York", "de", "New York"),
        ("en", "New York", "zh", "纽约"),
        ("en", 'O\'Neill, "Tip"', "fr", "Tip O'Neill"),
    ]


def test_only_the_languages_asked_for(tmp_path: Path) -> None:
    page, links = dump(tmp_path, "page", PAGE), dump(tmp_path, "langlinks", LANGLINKS)
    spec = WikipediaTitles(
        kind="wikipedia-titles", language="en", page=str(page), langlinks=str(links), languages=("zh", "en")
    )
    found = build(spec, {"page": [str(page)], "langlinks": [str(links)]}, name="titles")
    assert found.to_numpy().tolist() == [["en", "New York", "zh", "纽约"]]


def test_values_are_read_by_the_name_of_their_column(tmp_path: Path) -> None:
    rows = list(read_dump(dump(tmp_path, "page", PAGE), "page", ("page_content_model", "page_id")))
    assert rows[:3] == [("wikitext", "1"), ("NULL", "2"), ("wikitext", "3")]
    assert len(rows) == 7


def test_a_dump_of_another_table_is_an_error(tmp_path: Path) -> None:
    page, links = dump(tmp_path, "page", PAGE), dump(tmp_path, "langlinks", LANGLINKS)
    with pytest.raises(LingmixError, match=r"page\.sql\.gz: this is no dump of a table `langlinks`"):
        list(wikipedia_titles.rows(page, page, "en"))
    with pytest.raises(LingmixError, match=r"`langlinks` has no column x; there are: ll_from, ll_lang, ll_title"):
        list(read_dump(links, "langlinks", ("x",)))


def test_files_that_are_no_dumps_are_errors(tmp_path: Path) -> None:
    (tmp_path / "plain.sql.gz").write_text(PAGE)
    whole = dump(tmp_path, "page", PAGE)
    (tmp_path / "cut.sql.gz").write_bytes(whole.read_bytes()[:-200])
    for name in ("plain", "cut"):
        with pytest.raises(LingmixError, match=rf"{name}\.sql\.gz cannot be read as gzip"):
            list(read_dump(tmp_path / f"{name}.sql.gz", "page", ("page_id",)))
    with pytest.raises(LingmixError, match="no such file"):
        list(read_dump(tmp_path / "absent.sql.gz", "page", ("page_id",)))


def test_a_row_that_does_not_fit_is_named(tmp_path: Path) -> None:
    with pytest.raises(LingmixError, match=r"sql\.gz:17: not 6 values of a row: .\(2,0,"):
        list(read_dump(dump(tmp_path, "page", PAGE.replace(",1e-05,NULL", "")), "page", ("page_id",)))
