import type { z } from 'zod';
import { readScenario, scenarioOfData } from '../files/read-scenario.ts';
import type { Located } from '../scenario/reading/located.ts';
import type { Scenario, scenarioSchema } from '../scenario/schema.ts';

/** A scenario as a file has it, without defaults. */
export type ScenarioInput = z.input<typeof scenarioSchema>;

/** The name of a scenario file, or a scenario. */
export type ScenarioSource = string | ScenarioInput;

export interface SourceOptions {
  /** Fields to override, each as `path=value`, such as `load.burst.size=50`. */
  readonly set?: readonly string[];
  /** Values for `${NAME}` in the scenario; default: `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Base of the file names in a scenario that is no file; default: the current directory. */
  readonly folder?: string;
}

/**
 * A scenario with all defaults, and existing files.
 * @throws {UserError} `scenario-invalid`, with one line for each problem; `scenario-unreadable`; `not-a-scenario`
 */
export function readSource(
  source: ScenarioSource,
  { set = [], environment = process.env, folder = '.' }: SourceOptions = {},
): Promise<Located<Scenario>> {
  const options = { overrides: set, environment };
  return typeof source === 'string'
    ? readScenario(source, options)
    : scenarioOfData(source, 'scenario', { ...options, folder });
}
