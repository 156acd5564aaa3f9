interface Span {
  readonly from: number;
  readonly to: number;
}

/** Spans kept apart; beyond them the oldest is closed for good. */
const openSpans = 64;

/**
 * The length of the union of intervals that come roughly in order of their ends. An interval swallows the spans that it
 * meets; the last 64 are kept apart, older ones only as a sum. Exact unless an interval reaches back beyond them, before
 * the last 64 pauses: then its part in older pauses is missing, and the sum is a lower bound.
 */
export class BusyTime {
  /** Ascending, apart from each other. */
  private readonly spans: Span[] = [];
  private closedMs = 0;
  private closedUntilMs = Number.NEGATIVE_INFINITY;

  add(fromMs: number, toMs: number): void {
    const from = Math.max(fromMs, this.closedUntilMs);
    if (toMs <= from) return;
    const first = this.spans.findLastIndex((span) => span.to < from) + 1;
    const end = this.spans.findLastIndex((span) => span.from <= toMs) + 1;
    const met = this.spans.slice(first, end);
    const union = { from: Math.min(from, met[0]?.from ?? from), to: Math.max(toMs, met.at(-1)?.to ?? toMs) };
    this.spans.splice(first, met.length, union);
    if (this.spans.length > openSpans) this.closeOldest();
  }

  get totalMs(): number {
    return this.spans.reduce((sum, { from, to }) => sum + to - from, this.closedMs);
  }

  private closeOldest(): void {
    const oldest = this.spans.shift();
    if (oldest === undefined) return;
    this.closedMs += oldest.to - oldest.from;
    this.closedUntilMs = oldest.to;
  }
}
