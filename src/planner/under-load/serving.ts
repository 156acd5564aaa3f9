import type { Distribution } from '../../simulator/distributions.ts';
import type { Serving } from '../../simulator/platforms/shared.ts';
import type { Numbers } from '../needs/numbers.ts';
import { spreadOver } from './mixture.ts';

const quantiles = 200;

/**
 * A call in an instance that shares its CPU: an event loop that runs due timers, then all ready sockets as one batch. Half of the CPU is before the
 * waiting, half after it. Several vCPUs are a loop as fast as all of them; a call alone still takes its time on one.
 */
export function servingOf(needs: Numbers, vcpu: number): Serving {
  const { cpuMs = 0 } = needs;
  const onLoopMs = cpuMs / vcpu;
  const aloneMs = cpuMs / Math.min(1, vcpu);
  const wait = waitingOf(needs, aloneMs, aloneMs - onLoopMs);
  if (cpuMs === 0) return { kind: 'independent', call: wait };
  const cpu = { kind: 'constant', ms: onLoopMs / 2 } as const;
  return { kind: 'event-loop', parts: [{ cpu, wait: { time: wait, by: 'socket' } }, { cpu }] };
}

/** What the spread of calls leaves beside their CPU, by its quantiles. */
function waitingOf({ waitMs = 0, spread }: Numbers, aloneMs: number, besideMs: number): Distribution {
  if (spread.p50 === 1 && (spread.p99 ?? 1) === 1 && (spread.max ?? 1) === 1)
    return { kind: 'constant', ms: waitMs + besideMs };
  const times = spreadOver(waitMs + aloneMs, spread);
  const at = (step: number) => Math.max(0, times((step + 0.5) / quantiles) - aloneMs) + besideMs;
  return { kind: 'measured', ms: Array.from({ length: quantiles }, (_, step) => at(step)) };
}
