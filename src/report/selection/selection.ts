import { identifiedByPlatform, type Sample } from '../../model/sample.ts';
import { fromSampleLine } from '../../model/sample-line.ts';
import { EveryNth } from './every-nth.ts';
import { Followed } from './followed.ts';
import { endOfPlace, factsOf, type LineFacts } from './line-facts.ts';

/** What a page draws of the samples of a run. */
export interface Selection {
  /** Evenly spaced in each phase: shares and levels that are worked out of them hold. */
  readonly samples: readonly Sample[];
  /** Requests of the run, drawn or not. */
  readonly seen: number;
  /** Absent: `samples` are all there are. */
  readonly notable?: Notable;
}

/** What a drawing of single requests must not lose where it cannot show all. */
export interface Notable {
  /**
   * Of the first repeat, beside the evenly spaced ones: of each phase the first and the last to be sent, the last to end and the
   * longest, cold starts and failed requests, all of them unless they are very many, and all requests of some instances.
   */
  readonly samples: readonly Sample[];
  /** Of all lines of the first repeat. */
  readonly totals: readonly PhaseTotals[];
}

/** Requests of one phase at one target that were sent, drawn or not. */
export interface PhaseTotals {
  readonly target: string;
  readonly phase: string;
  readonly sent: number;
  readonly failed: number;
  readonly coldStarts: number;
}

/** More than an eye can see, and little enough for the memory of a run and the size of a page. */
const mostDrawn = 30_000;

interface Kept {
  readonly place: number;
  readonly line: string;
}

interface Extremes {
  sent: number;
  failed: number;
  coldStarts: number;
  first?: Extreme;
  last?: Extreme;
  end?: Extreme;
  longest?: Extreme;
}

type Extreme = Kept & { readonly ms: number };

/**
 * Lines of `samples.ndjson`, of which it keeps a bounded number: all of them as long as they are few, then of the phases with
 * the most requests every second, fourth, eighth ... one. A small burst stays whole beside a phase of millions.
 */
export class SampleSelection {
  private readonly even: EveryNth<Kept>;
  private readonly failed: EveryNth<Kept>;
  private readonly cold: EveryNth<Kept>;
  private readonly followed: Followed<Kept>;
  private readonly extremes = new Map<string, Extremes>();
  private seen = 0;

  constructor(most = mostDrawn) {
    this.even = new EveryNth(most);
    [this.failed, this.cold] = [new EveryNth(most / 3), new EveryNth(most / 3)];
    this.followed = new Followed(most / 2);
  }

  add(line: string): void {
    const phase = line.slice(0, endOfPlace(line));
    const kept = { place: this.seen, line };
    this.even.add(phase, kept);
    if (phase.endsWith(firstRepeat)) this.note(phase, kept, factsOf(line, phase.length));
    this.seen += 1;
  }

  /**
   * In the order in which they came.
   * @param byPlatform names of the targets whose instances the platform names
   * @throws {SyntaxError} if one that is kept is no sample.
   */
  finish(byPlatform: ReadonlySet<string> = new Set()): Selection {
    const sampleOf = (line: string): Sample => {
      const sample = fromSampleLine(line);
      return byPlatform.has(sample.target) ? identifiedByPlatform(sample) : sample;
    };
    const even = this.even.kept().sort(byPlace);
    const samples = even.map(({ line }) => sampleOf(line));
    if (samples.length === this.seen) return { samples, seen: this.seen };
    const places = new Set(even.map(({ place }) => place));
    const ends = [...this.extremes.values()].flatMap(({ first, last, end, longest }) =>
      [first, last, end, longest].filter((extreme) => extreme !== undefined),
    );
    const beside = new Map<number, string>();
    for (const { place, line } of [...ends, ...this.failed.kept(), ...this.cold.kept(), ...this.followed.kept()])
      if (!places.has(place)) beside.set(place, line);
    const notable = [...beside].sort(([a], [b]) => a - b).map(([, line]) => sampleOf(line));
    return { samples, seen: this.seen, notable: { samples: notable, totals: this.totals() } };
  }

  private note(phase: string, kept: Kept, { sentAtMs, completedAtMs, failed, coldStart, instance }: LineFacts): void {
    if (sentAtMs === undefined) return;
    if (instance !== undefined) this.followed.add(phase, instance, kept);
    const own = this.extremes.get(phase) ?? { sent: 0, failed: 0, coldStarts: 0 };
    this.extremes.set(phase, own);
    own.sent += 1;
    own.failed += failed ? 1 : 0;
    own.coldStarts += coldStart ? 1 : 0;
    if (failed) this.failed.add(phase, kept);
    if (coldStart) this.cold.add(phase, kept);
    const tookMs = completedAtMs - sentAtMs;
    if (own.first === undefined || sentAtMs < own.first.ms) own.first = { ...kept, ms: sentAtMs };
    if (own.last === undefined || sentAtMs >= own.last.ms) own.last = { ...kept, ms: sentAtMs };
    if (own.end === undefined || completedAtMs >= own.end.ms) own.end = { ...kept, ms: completedAtMs };
    if (own.longest === undefined || tookMs > own.longest.ms) own.longest = { ...kept, ms: tookMs };
  }

  private totals(): PhaseTotals[] {
    return [...this.extremes].map(([place, { sent, failed, coldStarts }]) => {
      const { target, phase } = JSON.parse(`${place}}`) as Pick<PhaseTotals, 'target' | 'phase'>;
      return { target, phase, sent, failed, coldStarts };
    });
  }
}

const firstRepeat = ',"repeat":0';

const byPlace = (a: Kept, b: Kept): number => a.place - b.place;
