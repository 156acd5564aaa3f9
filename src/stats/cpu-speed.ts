import { vcpusAt } from '../concurrency/cpu-share.ts';
import { UserError } from '../model/errors.ts';
import type { RunResult } from '../model/run-result.ts';

export interface ReadRun {
  /** As the user names it. */
  readonly directory: string;
  readonly result: RunResult;
}

export interface CpuSpeed {
  readonly cpuSpeed: number;
  readonly deployed: {
    readonly directory: string;
    readonly target: string;
    readonly memoryMb: number;
    /** Mean billed duration of a warm call. */
    readonly billedMs: number;
  };
  readonly local: {
    readonly directory: string;
    readonly target: string;
    readonly waitMs: number;
    /** CPU of a warm call in units of the quiet machine. */
    readonly cpuMs: number;
  };
  /** What the figure takes for granted. */
  readonly assumes: readonly string[];
}

/** Billed durations are rounded up to 1 ms: by half of it on average. */
const meanRoundingMs = 0.5;

/**
 * How much longer a warm call computes on a vCPU of the platform than here: `(billed - 0.5 - wait) * share / CPU`. A call that is billed
 * 30.5 ms at 1,769 MB, and waits 20 ms and computes 8 ms here, computes 10 ms there: 1.25.
 * @throws {UserError} `calibrate-unlike` if the runs cannot be compared
 */
export function cpuSpeedOf(deployed: ReadRun, local: ReadRun): CpuSpeed {
  const [there, here] = [deployedCalls(deployed), localCalls(local)];
  refuseOtherWorkload(deployed, local, here.target);
  const computedMs = (there.billedMs - meanRoundingMs - here.waitMs) * Math.min(1, vcpusAt(there.memoryMb, 'call'));
  if (computedMs <= 0)
    throw unlike(
      `${deployed.directory}: a warm call of ${there.target} is billed ${rounded(there.billedMs)} ms, less than the ${rounded(here.waitMs)} ms that it waits in ${local.directory}`,
      'compare runs whose calls wait for the same service, or a function that only computes',
    );
  const { runtime, architecture } = there;
  return {
    cpuSpeed: computedMs / here.cpuMs,
    deployed: { directory: deployed.directory, ...there },
    local: { directory: local.directory, ...here },
    assumes: [
      `both runs called the same code: their scenarios have the same workload and request, and only you know what was deployed${runtime === undefined ? '' : ` (it runs ${runtime}, this machine ran Node ${local.result.machine.node})`}`,
      `a call waits as long there as here: ${rounded(here.waitMs)} ms`,
      `at ${there.memoryMb} MB a call has ${rounded(Math.min(1, vcpusAt(there.memoryMb, 'call')))} of one vCPU${architecture === undefined ? '' : ` (${architecture})`}`,
    ],
  };
}

function deployedCalls({ directory, result }: ReadRun) {
  const target = result.targets.find((each) => each.deployed !== undefined);
  const { deployed } = target ?? {};
  if (target === undefined || deployed === undefined)
    throw unlike(
      `${directory}: no target is a deployed function`,
      'give --against a run of a lambda-url or lambda-invoke target',
    );
  const { warm, from } = target.costs?.calls ?? {};
  if (deployed.memoryMb === undefined || warm === undefined || from !== 'measured')
    throw unlike(
      `${directory}: the memory size or the billed time of warm calls of ${target.name} is unknown`,
      'run it with `reports: tail` or `reports: logs`, and with more than one burst, so that calls meet initialized environments',
    );
  const { memoryMb, runtime, architecture } = deployed;
  return { target: target.name, memoryMb, billedMs: warm.billedMs, runtime, architecture };
}

function localCalls({ directory, result }: ReadRun) {
  const target = result.targets.find(({ demands }) => demands?.warm?.waitMs !== undefined);
  const { warm, reference } = target?.demands ?? {};
  if (target === undefined || warm?.waitMs === undefined)
    throw unlike(
      `${directory}: no target on this machine has warm calls whose CPU is known`,
      'run the same function as a local-lambda target, with more than one burst, and name the run with --local',
    );
  return { target: target.name, waitMs: warm.waitMs.mean, cpuMs: warm.cpuMs.mean / (reference?.factor ?? 1) };
}

function refuseOtherWorkload(deployed: ReadRun, local: ReadRun, localTarget: string): void {
  const hasOwn = ownFunctionOf(local, localTarget) !== undefined;
  const [there, here] = [functionOf(deployed, hasOwn), functionOf(local, hasOwn)];
  if (there !== here)
    throw unlike(
      `${deployed.directory} and ${local.directory} are not runs of the same function: workload and request are ${there} and ${here}`,
      'run one scenario with both targets, or two scenarios with the same workload and request',
    );
}

interface Resolved {
  readonly workload?: unknown;
  readonly request?: unknown;
  readonly targets?: readonly { readonly name?: unknown; readonly function?: unknown }[];
}

const ownFunctionOf = ({ result }: ReadRun, target: string): unknown =>
  (result.scenario.resolved as Resolved).targets?.find(({ name }) => name === target)?.function;

/** Beside a function that the target here has of its own, the workload of a file says nothing: only the user knows what was deployed. */
function functionOf({ result }: ReadRun, hasOwn: boolean): string {
  const { workload, request } = result.scenario.resolved as Resolved;
  return JSON.stringify(hasOwn ? { request } : { workload, request });
}

const unlike = (message: string, hint: string): UserError => new UserError('calibrate-unlike', message, { hint });

const rounded = (value: number): string => String(Math.round(value * 100) / 100);
