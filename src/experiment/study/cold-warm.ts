import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { StudySample } from '../../model/study/study-sample.ts';
import type { PlannedRun } from '../../scenario/study/plan.ts';
import type { ColdWarmProtocol } from '../../scenario/study/protocols/cold-warm.ts';
import { callSample, unsentSample } from './call-sample.ts';
import { type OpenCells, openCells } from './open-cells.ts';
import type { OpenProtocol, StudyContext } from './protocol-runner.ts';

/** Calls each cell cold and then warm. */
export async function openColdWarm(protocol: ColdWarmProtocol, context: StudyContext): Promise<OpenProtocol> {
  const opened = await openCells(context, protocol.seed);
  // Functions on this machine compute one at a time, so that no figure of a cell depends on the cells beside it.
  const atOnce = pLimit(opened.callsAtOnce);
  const { unavailable, packages, enforcesCpu } = opened;
  return {
    ...{ unavailable, packages },
    ...(enforcesCpu !== undefined && { enforcesCpu }),
    notes: () => opened.notes,
    mayBegin: ({ forcedBy }, cell, underWay) => {
      const isWaiting = forcedBy === 'wait' || protocol.pauseMs > 0;
      return (isWaiting || opened.callsAtOnce > 1) && opened.areApart(cell, underWay);
    },
    run: (planned, _cell, record) => new Run(protocol, planned, { opened, context, atOnce, record }).perform(),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

interface RunContext {
  readonly opened: OpenCells;
  readonly context: StudyContext;
  readonly atOnce: ReturnType<typeof pLimit>;
  record(sample: StudySample): void;
}

/** One run: all copies are called at the same time, first cold, then as often as wanted warm. */
class Run {
  private readonly protocol: ColdWarmProtocol;
  private readonly planned: PlannedRun;
  private readonly run: RunContext;
  private readonly reported: Promise<void>[] = [];
  /** Copies whose cold call failed. */
  private readonly failed = new Set<number>();

  constructor(protocol: ColdWarmProtocol, planned: PlannedRun, run: RunContext) {
    this.protocol = protocol;
    this.planned = planned;
    this.run = run;
  }

  async perform(): Promise<void> {
    const { warm, pauseMs } = this.protocol;
    const { signal } = this.run.context;
    const qualifier = await this.forced();
    for (let call = 0; call <= warm && !signal.aborted; call += 1) {
      if (call > 0) await pause(pauseMs, signal);
      if (!signal.aborted) await this.run.atOnce(() => this.callAll(call, qualifier));
    }
    await Promise.all(this.reported);
  }

  /** @returns what is to be called. */
  private async forced(): Promise<string | undefined> {
    const { cell, forcedBy = 'environment' } = this.planned;
    const { functions } = this.run.opened;
    if (forcedBy !== 'wait') return functions.force(cell, forcedBy);
    const version = await functions.settled(cell);
    await pause(this.protocol.waitMs, this.run.context.signal);
    return version;
  }

  private async callAll(call: number, qualifier: string | undefined): Promise<void> {
    const copies = Array.from({ length: this.protocol.copies }, (_, index) => index + 1);
    await Promise.all(copies.map((copy) => this.call(copy, call, qualifier)));
  }

  private async call(copy: number, call: number, qualifier: string | undefined): Promise<void> {
    const { opened, context, record } = this.run;
    const { study, signal } = context;
    const start = call === 0 ? ('cold' as const) : ('warm' as const);
    const place = { ...this.planned, copy, start, call: Math.max(1, call) };
    if (this.failed.has(copy)) return record(unsentSample(place));
    const payload = JSON.stringify(study.payload);
    const wanted = { qualifier, payload, timeoutMs: study.timeoutMs, signal };
    const called = await opened.functions.call(this.planned.cell, wanted);
    if (signal.aborted) return;
    if (call === 0 && called.failure !== undefined) this.failed.add(copy);
    this.reported.push(called.invocation().then((report) => record(callSample(place, called, report, study.measure))));
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  ms === 0
    ? Promise.resolve()
    : sleep(ms, undefined, { signal }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
