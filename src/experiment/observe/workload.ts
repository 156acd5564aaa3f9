import { codeOf } from '../../launch/code/function-workload.ts';
import { programFile } from '../../launch/local/program-file.ts';
import type { ServicePlan, Services } from '../../launch/local/services.ts';
import { measureWorkRate } from '../../launch/local/work-rate.ts';
import type { LambdaCode } from '../../model/platform/lambda.ts';
import type { HandlerRef, WaitTime, WorkloadConfig } from '../../model/platform/programs.ts';
import type { BuiltinSpec } from '../../scenario/functions/functions.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { isStarted } from '../../target-kinds/target-kinds.ts';

/** The workload of a scenario, in the form that targets get. */
export interface Workload {
  readonly code: LambdaCode;
  readonly isBuiltin: boolean;
  readonly iterationsPerMs?: number;
  /** Those that it waits for by itself, whatever services the scenario has. */
  readonly services: Readonly<Record<string, ServicePlan>>;
  environment(services: Services['urls']): Record<string, string>;
}

export async function prepareWorkload(scenario: Scenario, signal: AbortSignal): Promise<Workload> {
  const spec = scenario.workload;
  if (spec.kind === 'function') {
    return { code: await codeOf(spec), isBuiltin: false, services: {}, environment: () => ({}) };
  }
  const iterationsPerMs = scenario.targets.some(isStarted) ? await measureWorkRate(signal) : 0;
  const config = (backendUrl: string | undefined) => workloadConfig(spec, iterationsPerMs, scenario.seed, backendUrl);
  return {
    code: { kind: 'node', handler: builtinHandler() },
    isBuiltin: true,
    ...(iterationsPerMs === 0 ? {} : { iterationsPerMs }),
    // Each of its requests says how long it takes.
    services: spec.waitOn === 'backend' ? { backend: { delay: waitTimeOf(0) } } : {},
    environment: ({ backend }) => ({
      ROLLCALL_WORKLOAD: JSON.stringify(config(spec.waitOn === 'backend' ? backend : undefined)),
    }),
  };
}

/** The built-in workload without a scenario. */
export async function prepareBuiltin(
  spec: BuiltinSpec,
  seed: number,
  signal: AbortSignal,
): Promise<{ readonly handler: HandlerRef; readonly environment: Readonly<Record<string, string>> }> {
  const burns = spec.init.cpuMs > 0 || spec.call.cpuMs > 0;
  const iterationsPerMs = burns ? await measureWorkRate(signal) : 0;
  const config = workloadConfig(spec, iterationsPerMs, seed, undefined);
  return { handler: builtinHandler(), environment: { ROLLCALL_WORKLOAD: JSON.stringify(config) } };
}

const builtinHandler = (): HandlerRef => ({ file: programFile('targets/app/workload'), export: 'handler' });

function workloadConfig(
  spec: BuiltinSpec,
  iterationsPerMs: number,
  seed: number,
  backendUrl: string | undefined,
): WorkloadConfig {
  const { ioMs, ...call } = spec.call;
  return {
    init: spec.init,
    call: { ...call, wait: waitTimeOf(ioMs) },
    seed,
    iterationsPerMs,
    ...(backendUrl ? { backendUrl } : {}),
  };
}

export const waitTimeOf = (spec: number | Exclude<WaitTime, { kind: 'constant' }>): WaitTime =>
  typeof spec === 'number' ? { kind: 'constant', ms: spec } : spec;
