"""Prometheus' text format 0.0.4, read strictly: what a scraper would refuse fails here."""

import math
import re
from dataclasses import dataclass, field

_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
_LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"'
_SAMPLE = re.compile(rf"({_NAME})(?:\{{({_LABEL}(?:,{_LABEL})*)?\}})? (\S+)")
_KINDS = {"counter", "gauge", "histogram", "summary", "untyped"}

Labels = frozenset[tuple[str, str]]


@dataclass
class Scrape:
    """What was scraped: samples by name and labels, kinds and help by family."""

    samples: dict[tuple[str, Labels], float] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    help: dict[str, str] = field(default_factory=dict)

    def value(self, name: str, **labels: str) -> float:
        """The sample with exactly these labels."""
        return self.samples[name, frozenset(labels.items())]

    def all(self, name: str) -> dict[Labels, float]:
        """All samples of that name."""
        return {labels: value for (found, labels), value in self.samples.items() if found == name}


def parse(text: str) -> Scrape:
    """Read it. Fails on whatever the format forbids."""
    assert text.endswith("\n")
    scrape, family = Scrape(), ""
    for line in text[:-1].split("\n"):
        if line.startswith("# HELP "):
            _, _, family, about = line.split(" ", 3)
            assert family not in scrape.help, family
            assert about
            scrape.help[family] = about
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name == family
            assert kind in _KINDS
            scrape.kinds[name] = kind
        else:
            _read_sample(line, family, scrape)
    _check_histograms(scrape)
    return scrape


def _read_sample(line: str, family: str, scrape: Scrape) -> None:
    found = _SAMPLE.fullmatch(line)
    assert found, line
    name, labels = found[1], frozenset(re.findall(_LABEL, found[2] or ""))
    endings = ("_bucket", "_sum", "_count") if scrape.kinds[family] == "histogram" else ("",)
    assert name in {family + ending for ending in endings}, line
    assert (name, labels) not in scrape.samples, line
    value = float(found[found.lastindex or 0])
    assert math.isfinite(value)
    assert value >= 0 or scrape.kinds[family] == "gauge"
    if scrape.kinds[family] == "counter":
        assert name.endswith("_total")
    scrape.samples[name, labels] = value


def _check_histograms(scrape: Scrape) -> None:
    for family in [name for name, kind in scrape.kinds.items() if kind == "histogram"]:
        for labels, count in scrape.all(f"{family}_count").items():
            buckets = {
                float(dict(found)["le"]): value
                for found, value in scrape.all(f"{family}_bucket").items()
                if found >= labels
            }
            values = [buckets[bound] for bound in sorted(buckets)]
            assert values == sorted(values), labels
            assert buckets[math.inf] == count
            assert (f"{family}_sum", labels) in scrape.samples
