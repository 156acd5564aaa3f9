import { setTimeout as sleep } from 'node:timers/promises';
import type { StudySample } from '../../model/study/study-sample.ts';
import type { StudyCellSpec } from '../../scenario/study/cells.ts';
import { type PlannedRun, plannedRuns, remaining } from '../../scenario/study/plan.ts';
import { protocolOf } from '../../scenario/study/protocols.ts';
import type { OpenProtocol, StudyContext } from './protocol-runner.ts';
import { openProtocol } from './protocol-runners.ts';

export interface RunStudyOptions extends StudyContext {
  /** Of an interrupted study that goes on. */
  readonly recorded: readonly StudySample[];
  /** Stores a sample. */
  record(sample: StudySample): void;
  /** After each run. */
  onProgress(progress: StudyProgress): void;
}

export interface StudyProgress {
  readonly done: number;
  readonly planned: number;
  readonly round: string;
}

/** What happened beside the samples. */
export interface StudyRun {
  readonly interrupted: boolean;
  readonly unavailable: OpenProtocol['unavailable'];
  readonly packages: OpenProtocol['packages'];
  readonly enforcesCpu: boolean | undefined;
  readonly notes: readonly string[];
}

/** When every call of this number of runs of a cell in a row has failed, its other runs are not tried. */
const mostFailedRuns = 3;

/** Performs all runs that are left of a study. */
export async function runStudy(
  options: RunStudyOptions,
  openWith: (context: StudyContext) => Promise<OpenProtocol> = openProtocol,
): Promise<StudyRun> {
  const { study, cells, signal, recorded } = options;
  const { protocol } = study;
  const planned = plannedRuns(protocol, cells);
  const { left } = remaining(planned, recorded, protocolOf(protocol).samplesPerRun(protocol));
  await using open = await openWith(options);
  const rest = new Performance(open, options, planned.length - left.length, planned.length);
  let lastAtEpochMs = Math.max(0, ...recorded.map(({ atEpochMs }) => atEpochMs));
  for (const { name, afterMs } of protocol.rounds) {
    const runs = left.filter(({ round }) => round === name);
    if (runs.length === 0 || signal.aborted) continue;
    // A round that was interrupted has had its pause.
    const isBegun = lastAtEpochMs === 0 || recorded.some(({ round }) => round === name);
    await until(isBegun ? 0 : lastAtEpochMs + afterMs, signal);
    await rest.perform(runs);
    lastAtEpochMs = Date.now();
  }
  const { unavailable, packages, enforcesCpu } = open;
  return { interrupted: signal.aborted, unavailable, packages, enforcesCpu, notes: open.notes() };
}

async function until(epochMs: number, signal: AbortSignal): Promise<void> {
  const ms = epochMs - Date.now();
  if (ms <= 0) return;
  await sleep(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

/** The runs of one study: one at a time of each cell, and as many side by side as the protocol allows. */
class Performance {
  private readonly open: OpenProtocol;
  private readonly options: RunStudyOptions;
  private readonly cells: ReadonlyMap<string, StudyCellSpec>;
  private readonly failedRuns = new Map<string, number>();
  private readonly underWay = new Map<StudyCellSpec, Promise<void>>();
  private done: number;
  private readonly planned: number;

  constructor(open: OpenProtocol, options: RunStudyOptions, done: number, planned: number) {
    this.open = open;
    this.options = options;
    this.done = done;
    this.planned = planned;
    this.cells = new Map(options.cells.map((cell) => [cell.id, cell]));
  }

  /** Returns when all of them have ended, also after a failure of one. */
  async perform(runs: readonly PlannedRun[]): Promise<void> {
    const waiting = [...runs];
    const failures: unknown[] = [];
    while ((waiting.length > 0 && failures.length === 0 && !this.options.signal.aborted) || this.underWay.size > 0) {
      const next =
        failures.length > 0 || this.options.signal.aborted ? -1 : waiting.findIndex((run) => this.mayBegin(run));
      const [run] = next < 0 ? [] : waiting.splice(next, 1);
      if (run === undefined) await Promise.race(this.underWay.values());
      else this.begin(run, failures);
    }
    if (failures.length > 0) throw failures[0];
  }

  private mayBegin(run: PlannedRun): boolean {
    const cell = this.cells.get(run.cell);
    if (cell === undefined || this.isLeftOut(run.cell)) return true;
    if (this.underWay.has(cell)) return false;
    return this.underWay.size === 0 || (this.open.mayBegin?.(run, cell, [...this.underWay.keys()]) ?? false);
  }

  private isLeftOut(id: string): boolean {
    return this.open.unavailable.has(id) || (this.failedRuns.get(id) ?? 0) >= mostFailedRuns;
  }

  private begin(run: PlannedRun, failures: unknown[]): void {
    const cell = this.cells.get(run.cell);
    if (cell === undefined || this.isLeftOut(run.cell)) return;
    const ended = this.run(run, cell)
      .catch((error: unknown) => {
        failures.push(error);
      })
      .finally(() => this.underWay.delete(cell));
    this.underWay.set(cell, ended);
  }

  private async run(planned: PlannedRun, cell: StudyCellSpec): Promise<void> {
    const { record, onProgress, signal } = this.options;
    let succeeded = false;
    await this.open.run(planned, cell, (sample) => {
      succeeded ||= sample.error === undefined;
      record(sample);
    });
    if (signal.aborted) return;
    this.failedRuns.set(cell.id, succeeded ? 0 : (this.failedRuns.get(cell.id) ?? 0) + 1);
    this.done += 1;
    onProgress({ done: this.done, planned: this.planned, round: planned.round });
  }
}
