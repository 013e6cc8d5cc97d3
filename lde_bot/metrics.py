"""Figures about the running program, for Prometheus. The door to ``prometheus_client``. No texts, no ids of people."""

from __future__ import annotations

from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

FORM = "text/plain; version=0.0.4; charset=utf-8"
"""What :meth:`Meter.text` is."""
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)
_MOST_BEGUN = 10_000


class Meter:
    """Counts and measures."""

    def __init__(self) -> None:
        """Begin at zero."""
        self._registry = CollectorRegistry()
        self._begun: dict[int, float] = {}
        self._updates = self._counter("updates", "Updates that Telegram brought", "kept")
        self._acts = self._counter("acts", "What the bot decided to do", "act")
        self._errors = self._counter("telegram_errors", "Requests to Telegram that failed", "kind")
        self._latency = Histogram(
            "lde_reply_seconds",
            "From taking up an update until its reply was sent",
            registry=self._registry,
            buckets=_SECONDS,
        )
        self._gauges: dict[str, Gauge] = {}
        self._trouble = Gauge("lde_trouble", "What is wrong now", ["code"], registry=self._registry)

    def _counter(self, name: str, what: str, label: str) -> Counter:
        return Counter(f"lde_{name}", what, [label], registry=self._registry)

    def update(self, *, kept: bool) -> None:
        """Count an update, and whether it could be kept."""
        self._updates.labels("yes" if kept else "no").inc()

    def act(self, name: str) -> None:
        """Count what was decided."""
        self._acts.labels(name).inc()

    def telegram_error(self, kind: str) -> None:
        """Count a request that failed, by the kind of failure."""
        self._errors.labels(kind).inc()

    def begun(self, update_id: int) -> None:
        """Note that an update is taken up."""
        if len(self._begun) < _MOST_BEGUN:
            self._begun[update_id] = perf_counter()

    def finished(self, update_id: int) -> None:
        """Note that its reply was sent."""
        begun = self._begun.pop(update_id, None)
        if begun is not None:
            self._latency.observe(perf_counter() - begun)

    def text(self, gauges: dict[str, float], troubles: list[str]) -> bytes:
        """Return everything in the form that Prometheus reads.

        :param gauges: figures of this moment by name.
        :param troubles: codes of what is wrong now.
        """
        for name, value in gauges.items():
            if name not in self._gauges:
                self._gauges[name] = Gauge(f"lde_{name}", name.replace("_", " "), registry=self._registry)
            self._gauges[name].set(value)
        self._trouble.clear()
        for code in troubles:
            self._trouble.labels(code).set(1)
        return generate_latest(self._registry)
