import { availableParallelism } from 'node:os';
import { optional } from '../../model/optional.ts';
import type { Probe } from '../../model/schema/probe.ts';
import { probeSummary, probeWarnings } from '../../report/figures/probe.ts';
import type { Scenario } from '../../scenario/schema.ts';
import type { Secrets } from '../../scenario/secrets/secrets.ts';
import { prepareWorkloads } from '../observe/workload.ts';
import { type Probing, probe } from './probe.ts';
import { isWorthProbing } from './worth-probing.ts';

/** What is known of a run before it, from a few requests. */
export interface Probed {
  /** By the names of the targets. */
  readonly probes: ReadonlyMap<string, Probe>;
  /** For the printed plan. */
  readonly lines: readonly string[];
  /** Of the built-in workload: iterations per ms of CPU. Absent if no target that runs it was probed. */
  readonly workRate?: number;
}

/**
 * Probes each target whose cold starts may need more CPU than this machine has.
 * @throws {UserError} `interrupted`
 */
export async function probeTargets(
  scenario: Scenario,
  { secrets, signal }: { readonly secrets: Secrets; readonly signal: AbortSignal },
): Promise<Probed> {
  const targets = scenario.targets.filter((target) => isWorthProbing(scenario, target, availableParallelism()));
  if (targets.length === 0) return { probes: new Map(), lines: [] };
  await using workloads = await prepareWorkloads(scenario, signal);
  const probings = new Map<string, Probing>();
  for (const target of targets)
    probings.set(target.name, await probe(target, { scenario, workloads, secrets, signal }));
  const probes = new Map([...probings].flatMap(([name, one]) => ('failed' in one ? [] : [[name, one] as const])));
  return {
    probes,
    lines: [...probings].flatMap(([name, one]) => probeLines(name, one)),
    ...optional('workRate', workloads.iterationsPerMs),
  };
}

function probeLines(target: string, probing: Probing): string[] {
  if ('failed' in probing) return [`note: ${target}: the probe before the run failed: ${probing.failed}`];
  const warnings = probeWarnings(probing).map((warning) => `warning: ${target}: ${warning}`);
  return [`${target}: ${probeSummary(probing)}`, ...warnings];
}
