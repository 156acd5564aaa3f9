/** How much a run has to do, as its scenario says. */
export interface RunSize {
  readonly targets: readonly string[];
  readonly repeats: number;
  /** What the load takes at one target by its own plan; 0 where the answers decide. */
  readonly plannedMs: number;
}

/** Where a run is among its targets, which are tested one after another, and how long the rest may take. */
export class Remaining {
  private readonly size: RunSize;
  private readonly finishedMs = new Map<string, number[]>();
  private readonly starts = new Map<string, number>();
  private current: { readonly target: string; readonly sinceMs: number } | undefined;

  constructor(size: RunSize) {
    this.size = size;
  }

  start(target: string, nowMs: number): void {
    this.starts.set(target, (this.starts.get(target) ?? 0) + 1);
    this.current = { target, sinceMs: nowMs };
  }

  /** @param counts whether its time says how long another target may take; a failed one ends early. */
  end(nowMs: number, counts: boolean): void {
    if (this.current === undefined) return;
    const { target, sinceMs } = this.current;
    if (counts) this.finishedMs.set(target, [...(this.finishedMs.get(target) ?? []), nowMs - sinceMs]);
    this.current = undefined;
  }

  /** `target 2 of 5, about 40 s left`; without what is not known. */
  words(nowMs: number): string {
    const { targets } = this.size;
    const position = targets.indexOf(this.current?.target ?? '') + 1;
    const place = targets.length > 1 && position > 0 ? [`target ${position} of ${targets.length}`] : [];
    const leftMs = this.leftMs(nowMs);
    return [...place, ...(leftMs === undefined ? [] : [`about ${roughly(leftMs)} left`])].join(', ');
  }

  /** Undefined before anything is known, and while the last repeat of the last target takes longer than expected. */
  private leftMs(nowMs: number): number | undefined {
    if (this.current === undefined) return undefined;
    const { target: current, sinceMs } = this.current;
    const soFarMs = nowMs - sinceMs;
    const currentMs = meanOf(this.takenMs(current)) ?? this.size.plannedMs;
    // One that takes longer than expected says more of the next ones than the plan: without it, what is left would stand still.
    const longer = currentMs > 0 && soFarMs > currentMs ? { target: current, soFarMs } : undefined;
    const ofOthers = this.size.targets.reduce(
      (sum, target) => sum + (this.size.repeats - (this.starts.get(target) ?? 0)) * this.expectedMs(target, longer),
      0,
    );
    const leftMs = Math.max(0, currentMs - soFarMs) + ofOthers;
    return leftMs > 0 ? leftMs : undefined;
  }

  /** The mean of its own repeats so far, else of all targets so far, else what the plan says. */
  private expectedMs(
    target: string,
    longer: { readonly target: string; readonly soFarMs: number } | undefined,
  ): number {
    const known = this.takenMs(target);
    const isLike = longer?.target === target || !this.finishedMs.has(target);
    return meanOf(longer !== undefined && isLike ? [...known, longer.soFarMs] : known) ?? this.size.plannedMs;
  }

  private takenMs(target: string): readonly number[] {
    return this.finishedMs.get(target) ?? [...this.finishedMs.values()].flat();
  }
}

const meanOf = (all: readonly number[]): number | undefined =>
  all.length === 0 ? undefined : all.reduce((sum, each) => sum + each, 0) / all.length;

const roughly = (leftMs: number): string =>
  leftMs < 99_500 ? `${Math.ceil(leftMs / 1000)} s` : `${Math.ceil(leftMs / 60_000)} min`;
