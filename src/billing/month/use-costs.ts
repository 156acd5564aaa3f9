import { optional } from '../../model/optional.ts';
import type { Costs } from '../../model/schema/costs.ts';
import { ms } from '../../text/format.ts';
import type { UsageModel } from '../usage-cost.ts';

/** What a request takes of a platform that bills its use. */
export interface UseOfInstances {
  /** Mean time of a request. */
  readonly callMs: number;
  /** Requests that an instance takes at once. */
  readonly atOnce: number;
  /** CPU per request. Absent: not known. */
  readonly cpuMs?: number | undefined;
  readonly keepAliveMs: number;
  /** Instances that may exist at once. Absent: any number. */
  readonly most?: number | undefined;
  /** Of an instance, and its CPU. Absent: not known. */
  readonly init?: { readonly ms: number; readonly cpuMs?: number | undefined; readonly keptMs: number } | undefined;
}

/** Rounding up to a step adds half a step to each busy time, on average. */
export const heldMsOf = (stepMs: number): number => stepMs / 2;

/** The nature of the costs of a platform that bills its use. Undefined if a value that its model needs is unknown. */
export function useCosts(model: UsageModel, use: UseOfInstances): Costs | undefined {
  const usdPerRequest = model.usdPerMillionRequests / 1e6;
  const { callMs, atOnce, cpuMs, keepAliveMs, most, init } = use;
  const assumes = [`an instance takes ${atOnce} requests at once, as in this run, of ${ms(callMs)} each`];
  const initAt = (usdPerCpuMs?: number) => {
    if (init === undefined) return {};
    const cpuUsd = init.cpuMs === undefined || usdPerCpuMs === undefined ? undefined : init.cpuMs * usdPerCpuMs;
    return { init: { ms: init.ms, ...optional('cpuUsd', cpuUsd), keptMs: init.keptMs } };
  };
  switch (model.kind) {
    case 'per-request':
      return { fixed: [], usdPerRequest, assumes: [] };
    case 'instance-time': {
      const { vcpu, usdPerVcpuSecond, memoryMb, usdPerGbSecond, billed, stepMs } = model;
      const usdPerSecond = vcpu * usdPerVcpuSecond + (memoryMb / 1024) * usdPerGbSecond;
      const heldMs = billed === 'busy' ? heldMsOf(stepMs) : keepAliveMs;
      return {
        fixed: [],
        usdPerRequest,
        instanceTime: { usdPerSecond, atOnce, callMs, heldMs, ...optional('most', most), ...initAt() },
        assumes,
      };
    }
    case 'active-cpu': {
      if (cpuMs === undefined) return undefined;
      const usdPerSecond = ((model.memoryMb / 1024) * model.usdPerGbHour) / 3600;
      const usdPerCpuMs = model.usdPerVcpuHour / 3_600_000;
      const cpuUsdPerRequest = cpuMs * usdPerCpuMs;
      return {
        ...{ fixed: [], usdPerRequest: usdPerRequest + cpuUsdPerRequest, cpuUsdPerRequest },
        instanceTime: {
          usdPerSecond,
          atOnce,
          callMs,
          heldMs: keepAliveMs,
          ...optional('most', most),
          ...initAt(usdPerCpuMs),
        },
        assumes: [...assumes, `${Number(cpuMs.toPrecision(3))} ms of CPU per request`],
      };
    }
  }
}
