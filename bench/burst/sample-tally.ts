import { createReadStream } from 'node:fs';
import type { OutcomeKind } from '../../src/model/outcome.ts';
import type { SampleLine } from '../../src/model/sample-line.ts';

export interface SampleTally {
  readonly lines: number;
  readonly outcomes: Readonly<Partial<Record<OutcomeKind, number>>>;
  /** Exact, by nearest rank, of the service time of all answers; NaN without any. */
  serviceTimeMs(percent: number): number;
}

/**
 * Counts a file of samples, line by line and by means of its own, to compare with what a run says of the same: each duration in
 * whole µs has a counter. A last line without a line break was not written to its end, and does not count.
 * @throws {RangeError} for a service time beyond `longestMs`
 * @throws {SyntaxError} for a line that is no JSON
 */
export async function tallySamples(file: string, longestMs: number): Promise<SampleTally> {
  const countOfUs = new Uint32Array(longestMs * 1000 + 1);
  const outcomes: Partial<Record<OutcomeKind, number>> = {};
  let lines = 0;
  for await (const text of linesOf(file)) {
    const { outcome, sentAtMs, completedAtMs } = JSON.parse(text) as SampleLine;
    lines += 1;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (outcome === 'answered') count(countOfUs, Math.round((completedAtMs - (sentAtMs ?? Number.NaN)) * 1000));
  }
  return { lines, outcomes, serviceTimeMs: (percent) => percentileUs(countOfUs, percent) / 1000 };
}

function count(countOfUs: Uint32Array, us: number): void {
  const before = countOfUs[us];
  if (before === undefined) throw new RangeError(`a service time of ${us} µs`);
  countOfUs[us] = before + 1;
}

function percentileUs(countOfUs: Uint32Array, percent: number): number {
  const total = countOfUs.reduce((sum, n) => sum + n, 0);
  const rank = Math.max(1, Math.ceil((percent * total) / 100));
  let seen = 0;
  for (const [us, n] of countOfUs.entries()) {
    seen += n;
    if (seen >= rank) return us;
  }
  return Number.NaN;
}

async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const text of createReadStream(file, { encoding: 'utf8', highWaterMark: 1024 * 1024 })) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
