import type { Sample } from '../model/sample.ts';
import { fromSampleLine } from '../model/sample-line.ts';

/** What a page draws of the samples of a run. */
export interface Selection {
  readonly samples: readonly Sample[];
  /** Requests of the run, drawn or not. */
  readonly seen: number;
}

/** More than any eye tells apart, and little enough for the memory of a run and the size of a page. */
const mostDrawn = 30_000;

interface Group {
  /** Every so many-th line of it is kept. */
  every: number;
  seen: number;
  kept: { readonly place: number; readonly line: string }[];
}

/**
 * Lines of `samples.ndjson`, of which it keeps a bounded number: all of them as long as they are few, then of the phases with
 * the most requests every second, fourth, eighth ... one. A small burst stays whole beside a phase of millions.
 */
export class SampleSelection {
  private readonly most: number;
  private readonly groups = new Map<string, Group>();
  private seen = 0;
  private kept = 0;

  constructor(most = mostDrawn) {
    this.most = most;
  }

  add(line: string): void {
    const group = this.groupOf(line);
    if (group.seen % group.every === 0) {
      group.kept.push({ place: this.seen, line });
      this.kept += 1;
    }
    group.seen += 1;
    this.seen += 1;
    if (this.kept > this.most) this.thin();
  }

  /** In the order in which they came. */
  finish(): Selection {
    const kept = [...this.groups.values()].flatMap((group) => group.kept).sort((a, b) => a.place - b.place);
    return { samples: kept.map(({ line }) => fromSampleLine(line)), seen: this.seen };
  }

  private groupOf(line: string): Group {
    const key = line.slice(0, endOfPlace(line));
    const group = this.groups.get(key) ?? { every: 1, seen: 0, kept: [] };
    this.groups.set(key, group);
    return group;
  }

  private thin(): void {
    const [first, ...rest] = this.groups.values();
    if (first === undefined) return;
    const largest = rest.reduce((most, group) => (group.kept.length > most.kept.length ? group : most), first);
    const before = largest.kept.length;
    largest.every *= 2;
    largest.kept = largest.kept.filter((_, index) => index % 2 === 0);
    this.kept -= before - largest.kept.length;
  }
}

/** Lines begin with target, phase and repeat, whose names hold no quotes: no line need be parsed to know its group. */
function endOfPlace(line: string): number {
  const instants = line.indexOf(',"intendedAtMs"');
  const burst = line.lastIndexOf(',"burst"', instants);
  return burst === -1 ? instants : burst;
}
