import type { RunResult } from '../../model/run-result.ts';

/** A target as the scenario describes it, with every default. Empty where the scenario is another's. */
export function scenarioTarget({ scenario }: RunResult, name: string): Readonly<Record<string, unknown>> {
  const { targets } = (scenario.resolved ?? {}) as { readonly targets?: unknown };
  const found = Array.isArray(targets) ? targets.find((target) => target?.name === name) : undefined;
  return found ?? {};
}
