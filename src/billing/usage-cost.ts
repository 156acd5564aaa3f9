import type { Billing } from '../model/measures.ts';
import { optional } from '../model/optional.ts';

/** How a platform asks for its use, where that is not Lambda's way; all prices are the user's. */
export type UsageModel =
  | { readonly kind: 'per-request'; readonly usdPerMillionRequests: number }
  | {
      readonly kind: 'instance-time';
      readonly vcpu: number;
      readonly memoryMb: number;
      readonly usdPerVcpuSecond: number;
      readonly usdPerGbSecond: number;
      readonly usdPerMillionRequests: number;
      readonly billed: 'busy' | 'alive';
      readonly stepMs: number;
    }
  | {
      readonly kind: 'active-cpu';
      readonly memoryMb: number;
      readonly usdPerVcpuHour: number;
      readonly usdPerGbHour: number;
      readonly usdPerMillionRequests: number;
    };

/** What is known of the use of a platform. */
export interface Usage {
  /** Requests that it took: answered, or failed inside. */
  readonly requests: number;
  readonly instances: readonly { readonly busyMs: number; readonly aliveMs: number }[];
  /** Used CPU time; omitted if unknown. */
  readonly cpuMs?: number;
  /** Where the times come from, if they are not the platform's own: each a sentence. */
  readonly notes: readonly string[];
}

/** Always an estimate. Undefined without requests, and if a value that the model needs is unknown. */
export function usageBilling(model: UsageModel, usage: Usage): Billing | undefined {
  if (usage.requests === 0) return undefined;
  const used = measured(model, usage);
  if (used === undefined) return undefined;
  const requestsUsd = (usage.requests * model.usdPerMillionRequests) / 1e6;
  const usd = used.durationUsd + requestsUsd;
  return {
    ...{ invocations: usage.requests, billedMs: used.billedMs, gbSeconds: used.gbSeconds },
    ...{ usd, durationUsd: used.durationUsd, requestsUsd },
    ...optional('vcpuSeconds', used.vcpuSeconds),
    pricedAs: model.kind,
    usdPerMillion: (usd / usage.requests) * 1e6,
    source: 'estimated',
    ...optional('notes', usage.notes.length === 0 ? undefined : [...usage.notes]),
  };
}

interface Used {
  readonly billedMs: number;
  readonly gbSeconds: number;
  readonly vcpuSeconds?: number;
  readonly durationUsd: number;
}

function measured(model: UsageModel, usage: Usage): Used | undefined {
  switch (model.kind) {
    case 'per-request':
      return { billedMs: 0, gbSeconds: 0, durationUsd: 0 };
    case 'instance-time':
      return instanceTime(model, usage);
    case 'active-cpu':
      return activeCpu(model, usage);
  }
}

function instanceTime(model: Extract<UsageModel, { kind: 'instance-time' }>, { instances }: Usage): Used | undefined {
  if (instances.length === 0) return undefined;
  const { billed, stepMs } = model;
  const billedMs = sum(instances.map(({ busyMs, aliveMs }) => roundedUp(billed === 'busy' ? busyMs : aliveMs, stepMs)));
  const vcpuSeconds = (billedMs / 1000) * model.vcpu;
  const gbSeconds = (billedMs / 1000) * (model.memoryMb / 1024);
  const durationUsd = vcpuSeconds * model.usdPerVcpuSecond + gbSeconds * model.usdPerGbSecond;
  return { billedMs, gbSeconds, vcpuSeconds, durationUsd };
}

function activeCpu(model: Extract<UsageModel, { kind: 'active-cpu' }>, { instances, cpuMs }: Usage): Used | undefined {
  if (cpuMs === undefined || instances.length === 0) return undefined;
  const billedMs = sum(instances.map(({ aliveMs }) => aliveMs));
  const vcpuSeconds = cpuMs / 1000;
  const gbSeconds = (billedMs / 1000) * (model.memoryMb / 1024);
  const durationUsd = (vcpuSeconds / 3600) * model.usdPerVcpuHour + (gbSeconds / 3600) * model.usdPerGbHour;
  return { billedMs, gbSeconds, vcpuSeconds, durationUsd };
}

/** In µs, so that 0.1 + 0.2 does not round up to a step too much. */
const roundedUp = (ms: number, stepMs: number): number => Math.ceil(Math.round(ms * 1000) / 1000 / stepMs) * stepMs;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
