import { costPreflight } from '../experiment/before/cost-preflight.ts';
import { planOf } from '../experiment/before/preflight.ts';
import type { Located } from '../scenario/reading/located.ts';
import type { Scenario } from '../scenario/schema.ts';
import { readSource, type ScenarioSource, type SourceOptions } from './scenario-source.ts';

export interface CheckedScenario {
  /** With all defaults and absolute file names. Each secret is replaced by a fingerprint. */
  readonly scenario: Scenario;
  /** Planned requests and their possible cost, from the scenario alone. */
  readonly lines: readonly string[];
}

/**
 * Validates a scenario: what `rollcall check` does. Starts and sends nothing.
 * @throws {UserError} `scenario-invalid`, with one line for each problem; `scenario-unreadable`; `not-a-scenario`
 */
export async function check(source: ScenarioSource, options: SourceOptions = {}): Promise<CheckedScenario> {
  const located = await readSource(source, options);
  return { scenario: located.secrets.shown(located.value), lines: plannedLines(located) };
}

export function plannedLines({ value, secrets }: Pick<Located<Scenario>, 'value' | 'secrets'>): string[] {
  const context = { deployed: new Map(), environment: process.env };
  return [...planOf(value, context), ...costPreflight(value, context.deployed).lines].map((line) =>
    secrets.redact(line),
  );
}
