import { IdTable } from '../../logs/id-table.ts';
import type { LoggedInvocation } from '../../logs/log-finding.ts';
import type { LatencySummary } from '../../model/measures.ts';
import { optional } from '../../model/optional.ts';
import type { SampleLine } from '../../model/sample-line.ts';
import { LatencyHistogram } from '../latency.ts';

/** A line with more time than the service time of its request. */
interface Outlasting {
  readonly requestId: string;
  /** Init, restore and duration of the line together. */
  readonly loggedMs: number;
  readonly serviceTimeMs: number;
}

/** The lines of logs and the requests of a run, by request id. */
export interface JoinedRun {
  /**
   * Requests that have an id, were sent and were not throttled, as a throttled one never reaches a function: of the targets that have a line in the
   * logs, of all if none has.
   */
  readonly requests: number;
  /** Requests without an id, to targets that gave one to others: they cannot be joined. A server gives none. */
  readonly withoutId: number;
  readonly joinedLines: number;
  /** Requests without a line. */
  readonly missing: number;
  /** Lines of requests that are not of this run. */
  readonly surplus: number;
  /** Joined lines whose request was answered, so that its service time is that of the whole call. */
  readonly compared: number;
  readonly outlasting: number;
  /** The first of them. */
  readonly outlastingLines: readonly Outlasting[];
  /** Service time less the time of the line: network, platform and queueing, in ms. */
  readonly besidesMs?: LatencySummary;
}

/** Both are durations of one clock each, and lines are rounded. */
const toleranceMs = 1;
const mostOutlasting = 1000;
const unknown = Number.NaN;

/** Finer digits come of adding up, and would decide at the edge. */
const inUs = (ms: number): number => Math.round(ms * 1000) / 1000;

export class RunJoin {
  private readonly ids = new IdTable();
  /** By the number of the id: what the request took, if it was answered. */
  private readonly serviceTimesMs: number[] = [];
  private readonly hasLine: boolean[] = [];
  /** By the number of the id: to which target it was sent. */
  private readonly targetOf: { withId: number; withoutId: number; lines: number }[] = [];
  private readonly besides = new LatencyHistogram();
  private readonly outlastingLines: Outlasting[] = [];
  private readonly targets = new Map<string, { withId: number; withoutId: number; lines: number }>();
  private readonly counts = { joinedLines: 0, surplus: 0, compared: 0, outlasting: 0 };

  addSample({ target, requestId, outcome, sentAtMs, completedAtMs }: SampleLine): void {
    if (outcome === 'throttled' || outcome === 'not-sent') return;
    const ids = this.targets.get(target) ?? { withId: 0, withoutId: 0, lines: 0 };
    this.targets.set(target, ids);
    ids[requestId === undefined ? 'withoutId' : 'withId'] += 1;
    if (requestId === undefined) return;
    if (this.ids.add(requestId)) {
      const isWhole = (outcome === 'answered' || outcome === 'http-error') && sentAtMs !== undefined;
      this.serviceTimesMs.push(isWhole ? inUs(completedAtMs - sentAtMs) : unknown);
      this.hasLine.push(false);
      this.targetOf.push(ids);
    }
  }

  addInvocation(logged: LoggedInvocation): void {
    const number = this.ids.find(logged.requestId);
    if (number === undefined) {
      this.counts.surplus += 1;
      return;
    }
    this.counts.joinedLines += 1;
    this.hasLine[number] = true;
    const target = this.targetOf[number];
    if (target !== undefined) target.lines += 1;
    this.compare(logged, this.serviceTimesMs[number] ?? unknown);
  }

  finish(): JoinedRun {
    const isMeant = this.isMeant();
    return {
      requests: this.targetOf.filter(isMeant).length,
      ...this.counts,
      withoutId: [...this.targets.values()].reduce(
        (sum, ids) => sum + (ids.withId > 0 && isMeant(ids) ? ids.withoutId : 0),
        0,
      ),
      missing: this.targetOf.filter((target, number) => isMeant(target) && !this.hasLine[number]).length,
      outlastingLines: this.outlastingLines,
      ...optional('besidesMs', this.besides.summary()),
    };
  }

  /** A log is of one function: of the targets those that have a line in it, all of them if none has. */
  private isMeant(): (target: { readonly lines: number }) => boolean {
    const any = this.counts.joinedLines > 0;
    return ({ lines }) => lines > 0 || !any;
  }

  private compare({ requestId, durationMs, initMs = 0, restoreMs = 0 }: LoggedInvocation, serviceTimeMs: number): void {
    if (Number.isNaN(serviceTimeMs)) return;
    const loggedMs = inUs(durationMs + initMs + restoreMs);
    this.counts.compared += 1;
    if (loggedMs <= serviceTimeMs) this.besides.add(serviceTimeMs - loggedMs);
    if (loggedMs <= serviceTimeMs + toleranceMs) return;
    this.counts.outlasting += 1;
    if (this.outlastingLines.length < mostOutlasting) this.outlastingLines.push({ requestId, loggedMs, serviceTimeMs });
  }
}
