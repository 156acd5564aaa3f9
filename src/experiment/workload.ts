import type { HandlerRef, WaitTime, WorkloadConfig } from '../model/programs.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { WorkloadSpec } from '../scenario/workload.ts';
import { programFile } from '../target/program-file.ts';
import { measureWorkRate } from '../target/work-rate.ts';

/** The workload of a scenario, ready to be handed to any target. */
export interface Workload {
  readonly handler: HandlerRef;
  readonly iterationsPerMs?: number;
  readonly needsBackend: boolean;
  environment(backendUrl: string | undefined): Record<string, string>;
}

export async function prepareWorkload(scenario: Scenario, signal: AbortSignal): Promise<Workload> {
  const spec = scenario.workload;
  if (spec.kind === 'function') {
    return { handler: { file: spec.file, export: spec.export }, needsBackend: false, environment: () => ({}) };
  }
  const iterationsPerMs = scenario.targets.every((target) => target.kind === 'http')
    ? 0
    : await measureWorkRate(signal);
  const config = (backendUrl: string | undefined) => workloadConfig(spec, iterationsPerMs, scenario.seed, backendUrl);
  return {
    handler: { file: programFile('targets/app/workload'), export: 'handler' },
    ...(iterationsPerMs === 0 ? {} : { iterationsPerMs }),
    needsBackend: spec.waitOn === 'backend',
    environment: (backendUrl) => ({ ROLLCALL_WORKLOAD: JSON.stringify(config(backendUrl)) }),
  };
}

function workloadConfig(
  spec: Extract<WorkloadSpec, { kind: 'builtin' }>,
  iterationsPerMs: number,
  seed: number,
  backendUrl: string | undefined,
): WorkloadConfig {
  const { ioMs, ...call } = spec.call;
  const wait: WaitTime = typeof ioMs === 'number' ? { kind: 'constant', ms: ioMs } : ioMs;
  return { init: spec.init, call: { ...call, wait }, seed, iterationsPerMs, ...(backendUrl ? { backendUrl } : {}) };
}
