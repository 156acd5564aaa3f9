import type { Distribution } from '../../simulator/distributions.ts';
import type { Serving } from '../../simulator/platforms/shared.ts';
import type { Numbers } from '../needs/numbers.ts';
import { spreadOver } from './mixture.ts';

const quantiles = 200;

/** How a call and its event loop use their CPU, beside how much of it a call needs. */
export interface LoopUse {
  /** Share of the CPU of a call before its waiting; the rest is after it. */
  readonly beforeWait: number;
  readonly waitsBy: 'timer' | 'socket';
  /** CPU that the loop needs beside its calls, as a share of the time for which it was blocked. */
  readonly wakeShare: number;
}

/** What a plan takes for granted: no run measures it. Errors that `rollcall validate` finds where it is known are not errors of this. */
const assumedUse: LoopUse = { beforeWait: 0.5, waitsBy: 'socket', wakeShare: 0 };

/**
 * A call in an instance that shares its CPU: an event loop that runs due timers, then all ready sockets as one batch. Several vCPUs are a loop as
 * fast as all of them; a call alone still takes its time on one.
 */
export function servingOf(
  needs: Numbers,
  vcpu: number,
  { beforeWait, waitsBy, wakeShare }: LoopUse = assumedUse,
): Serving {
  const { cpuMs = 0 } = needs;
  const onLoopMs = cpuMs / vcpu;
  const aloneMs = cpuMs / Math.min(1, vcpu);
  const wait = waitingOf(needs, aloneMs, aloneMs - onLoopMs);
  if (cpuMs === 0) return { kind: 'independent', call: wait };
  const cpu = (share: number) => ({ kind: 'constant', ms: onLoopMs * share }) as const;
  const parts = [{ cpu: cpu(beforeWait), wait: { time: wait, by: waitsBy } }, { cpu: cpu(1 - beforeWait) }];
  return { kind: 'event-loop', wakeShare, parts };
}

/** What the spread of calls leaves beside their CPU, by its quantiles. */
function waitingOf({ waitMs = 0, spread }: Numbers, aloneMs: number, besideMs: number): Distribution {
  if (spread.p50 === 1 && (spread.p99 ?? 1) === 1 && (spread.max ?? 1) === 1)
    return { kind: 'constant', ms: waitMs + besideMs };
  const times = spreadOver(waitMs + aloneMs, spread);
  const at = (step: number) => Math.max(0, times((step + 0.5) / quantiles) - aloneMs) + besideMs;
  return { kind: 'measured', ms: Array.from({ length: quantiles }, (_, step) => at(step)) };
}
