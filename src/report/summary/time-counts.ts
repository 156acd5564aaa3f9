/** Answers that took at least `fromMs`, and less than `toMs`. */
export interface TimeBin {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
}

/** Bounds within a decade, in tenths. Each is a part of the one before, so that counts can be joined. */
const seriesInTenths: readonly (readonly number[])[] = [
  Array.from({ length: 90 }, (_, n) => 10 + n),
  [10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 35, 40, 45, 50, 60, 70, 80, 90],
  [10, 12, 14, 16, 18, 20, 25, 30, 35, 40, 50, 60, 70, 80, 90],
  [10, 15, 20, 30, 40, 50, 70],
  [10, 20, 50],
  [10],
];

/** Shorter times are counted as this. */
const leastMs = 0.001;

/** Counts times between bounds of two digits, such as 1.3 ms and 1.4 ms: exact at any coarser bounds, in memory that does not grow. */
export class TimeCounts {
  /** By the lower bound: its two digits, and the power of ten of the first of them, as 100 * power + digits. */
  private readonly counts = new Map<number, number>();

  add(ms: number): void {
    const key = keyOf(Math.max(leastMs, ms));
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  /** At most about `most` bins from the shortest to the longest time, empty ones between them included. */
  bins(most: number): TimeBin[] {
    const keys = [...this.counts.keys()].sort((a, b) => a - b);
    const [first, last] = [keys[0], keys.at(-1)];
    if (first === undefined || last === undefined) return [];
    const series = seriesInTenths.find((tenths) => boundsOf(tenths, first, last).length - 1 <= most) ?? [10];
    const bounds = boundsOf(series, first, last);
    return bounds.slice(0, -1).map((from, index) => {
      const to = bounds[index + 1] ?? from;
      const inside = keys.filter((key) => key >= from && key < to);
      const count = inside.reduce((sum, key) => sum + (this.counts.get(key) ?? 0), 0);
      return { fromMs: msOf(from), toMs: msOf(to), count };
    });
  }
}

/** 13.7 ms has the digits 13 and the power 1: 113. Powers are from -3 on, so that a key is a bound times a constant of its decade. */
function keyOf(ms: number): number {
  const power = Math.floor(Math.log10(ms) + 1e-12);
  const digits = Math.min(99, Math.max(10, Math.floor((ms / 10 ** power) * 10 + 1e-9)));
  return 100 * power + digits;
}

const msOf = (key: number): number => {
  const power = Math.floor((key - 10) / 100);
  return Number((((key - 100 * power) / 10) * 10 ** power).toPrecision(2));
};

/** The bounds from the one at or below `first` to the one above `last`, as keys. */
function boundsOf(tenths: readonly number[], first: number, last: number): number[] {
  const power = (key: number) => Math.floor((key - 10) / 100);
  const all: number[] = [];
  for (let at = power(first); at <= power(last) + 1; at += 1) all.push(...tenths.map((digits) => 100 * at + digits));
  const from = all.findLastIndex((bound) => bound <= first);
  const to = all.findIndex((bound) => bound > last);
  return all.slice(from, to + 1);
}
