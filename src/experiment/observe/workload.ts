import { CodeArchives } from '../../launch/code/code-archives.ts';
import { programFile } from '../../launch/local/program-file.ts';
import type { ServicePlan, Services } from '../../launch/local/services.ts';
import { measureWorkRate } from '../../launch/local/work-rate.ts';
import { type PackagingContext, packagedFunction, packagedSize } from '../../launch/packaging/packaged-function.ts';
import { optional } from '../../model/optional.ts';
import type { LambdaCode } from '../../model/platform/lambda.ts';
import type { PackageSize } from '../../model/platform/package-size.ts';
import type { HandlerRef, WorkloadConfig } from '../../model/platform/programs.ts';
import { waitTimeOf } from '../../model/platform/wait-time.ts';
import type { BuiltinSpec } from '../../scenario/functions/functions.ts';
import type { Scenario } from '../../scenario/schema.ts';
import type { FunctionCode } from '../../target-kinds/fields/function-code.ts';
import { ownFunctionOf, runsFunctions, type TargetSpec } from '../../target-kinds/target-kinds.ts';

/** What a target runs: its own function, or the workload of the scenario. */
interface Workload {
  readonly code: LambdaCode;
  readonly isBuiltin: boolean;
  /** Those that it waits for by itself, whatever services the scenario has. */
  readonly services: Readonly<Record<string, ServicePlan>>;
  environment(services: Services['urls']): Record<string, string>;
}

/** The workloads of all targets. Unpacked archives exist until it is disposed. */
export interface Workloads extends AsyncDisposable {
  /** Absent if no target runs a built-in workload that uses CPU. */
  readonly iterationsPerMs?: number;
  /** Undefined for a target that runs none. */
  of(target: TargetSpec): Workload | undefined;
  /** By the names of the targets: of each that runs a function of the user. */
  packageSizes(): Promise<ReadonlyMap<string, PackageSize>>;
}

/**
 * @param workRate of this machine, if it is known already: all targets of a run do the same work
 * @throws {UserError} a function that is not there; `interrupted`
 */
export async function prepareWorkloads(scenario: Scenario, signal: AbortSignal, workRate?: number): Promise<Workloads> {
  const archives = new CodeArchives();
  const dispose = () => archives[Symbol.asyncDispose]();
  try {
    const shared = isShared(scenario) ? scenario.workload : undefined;
    const isBurning = shared?.kind === 'builtin' && burns(shared);
    const iterationsPerMs = isBurning ? (workRate ?? (await measureWorkRate(signal))) : undefined;
    const common = shared && (await workloadOf(shared, { archives, signal, iterationsPerMs, seed: scenario.seed }));
    const own = new Map<TargetSpec, Workload>();
    for (const target of scenario.targets) {
      const code = ownFunctionOf(target);
      if (code !== undefined) own.set(target, await ownFunction(code, { archives, seed: scenario.seed, signal }));
    }
    const of = (target: TargetSpec) => own.get(target) ?? (runsFunctions(target) ? common : undefined);
    const packageSizes = () => sizesOf(scenario, of, archives);
    return { ...optional('iterationsPerMs', iterationsPerMs), of, packageSizes, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function sizesOf(
  { targets }: Scenario,
  of: Workloads['of'],
  archives: CodeArchives,
): Promise<ReadonlyMap<string, PackageSize>> {
  const byPlace = new Map<string, Promise<PackageSize>>();
  const sizes = new Map<string, PackageSize>();
  for (const target of targets) {
    const workload = of(target);
    if (workload === undefined || workload.isBuiltin) continue;
    const { taskRoot: folder, packaging } = workload.code;
    if (folder === undefined) continue;
    const place = packaging?.kind === 'zip' ? packaging.archive : folder;
    const size = byPlace.get(place) ?? packagedSize(workload.code, archives);
    byPlace.set(place, size);
    sizes.set(target.name, await size);
  }
  return sizes;
}

/** Whether any target runs the workload of the scenario. */
const isShared = ({ targets }: Scenario): boolean =>
  targets.some((target) => runsFunctions(target) && ownFunctionOf(target) === undefined);

const ownFunction = async (code: FunctionCode, context: PackagingContext): Promise<Workload> => ({
  code: await packagedFunction(code, context),
  ...{ isBuiltin: false, services: {}, environment: () => ({}) },
});

async function workloadOf(
  spec: NonNullable<Scenario['workload']>,
  { iterationsPerMs = 0, ...context }: PackagingContext & { readonly iterationsPerMs: number | undefined },
): Promise<Workload> {
  if (spec.kind === 'function') return ownFunction(spec, context);
  const config = (backendUrl: string | undefined) => workloadConfig(spec, iterationsPerMs, context.seed, backendUrl);
  return {
    code: { kind: 'node', handler: builtinHandler() },
    isBuiltin: true,
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
  const iterationsPerMs = burns(spec) ? await measureWorkRate(signal) : 0;
  const config = workloadConfig(spec, iterationsPerMs, seed, undefined);
  return { handler: builtinHandler(), environment: { ROLLCALL_WORKLOAD: JSON.stringify(config) } };
}

const burns = ({ init, call }: BuiltinSpec): boolean => init.cpuMs > 0 || call.cpuMs > 0;

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
