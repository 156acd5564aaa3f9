import { setTimeout as sleep } from 'node:timers/promises';
import type { Called, CellFunctions } from '../../launch/cells/cell-functions.ts';
import type { StudySample } from '../../model/study/study-sample.ts';
import type { PlannedRun } from '../../scenario/study/plan.ts';
import { type IdleLifetimeProtocol, waitOf } from '../../scenario/study/protocols/idle-lifetime.ts';
import { idlePeriods, type Look } from './idle-periods.ts';
import { openCells } from './open-cells.ts';
import type { OpenProtocol, StudyContext } from './protocol-runner.ts';

/** Environments of all runs that wait beside each other. They have nothing to do, and take memory. */
const mostWaiting = 200;

/** Starts environments, lets them idle, and looks which of them are still there. */
export async function openIdleLifetime(protocol: IdleLifetimeProtocol, context: StudyContext): Promise<OpenProtocol> {
  const opened = await openCells(context, protocol.seed);
  const { study, signal } = context;
  const { functions } = opened;
  return {
    ...{ unavailable: opened.unavailable, packages: opened.packages },
    ...(opened.enforcesCpu !== undefined && { enforcesCpu: opened.enforcesCpu }),
    notes: () => opened.notes,
    mayBegin: (_planned, cell, underWay) =>
      (underWay.length + 1) * protocol.copies <= mostWaiting && opened.areApart(cell, underWay),
    run: async (planned, _cell, record) => {
      const one = { functions, signal, payload: JSON.stringify(study.payload), timeoutMs: study.timeoutMs };
      for (const sample of await looked(protocol, planned, one)) record(sample);
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

interface Calling {
  readonly functions: CellFunctions;
  readonly signal: AbortSignal;
  readonly payload: string;
  readonly timeoutMs: number;
}

/** One sample for each environment that was started. Fewer than that only after an abort. */
async function looked(
  protocol: IdleLifetimeProtocol,
  planned: PlannedRun,
  { functions, ...calling }: Calling,
): Promise<StudySample[]> {
  const { signal } = calling;
  const qualifier = await functions.force(planned.cell, protocol.force ?? 'environment');
  const callAll = () =>
    Promise.all(
      Array.from({ length: protocol.copies }, () => functions.call(planned.cell, { ...calling, qualifier }).then(look)),
    );
  const first = await callAll();
  await sleep(waitOf(protocol, planned.run), undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  if (signal.aborted) return [];
  const second = await callAll();
  return signal.aborted ? [] : idlePeriods(planned, first, second);
}

async function look(called: Called): Promise<Look> {
  const { sentAtEpochMs, clientMs, failure } = called;
  const invocation = await called.invocation();
  return { sentAtEpochMs, clientMs, failure, invocation };
}
