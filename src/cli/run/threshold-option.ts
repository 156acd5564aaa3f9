import { UserError } from '../../model/errors.ts';
import type { Scenario } from '../../scenario/schema.ts';

/**
 * The scenario with the thresholds of the command line after its own.
 * @throws {UserError} `threshold-invalid` with one line for each problem.
 */
export async function withThresholds(scenario: Scenario, expressions: readonly string[]): Promise<Scenario> {
  if (expressions.length === 0) return scenario;
  const { thresholdProblems } = await import('../../scenario/thresholds/problems.ts');
  const names = scenario.targets.map(({ name }) => name);
  const problems = expressions.flatMap((expression) =>
    thresholdProblems(expression, names).map((message) => `--threshold '${expression}': ${message}`),
  );
  if (problems.length > 0) throw new UserError('threshold-invalid', problems.join('\n'));
  return { ...scenario, thresholds: [...scenario.thresholds, ...expressions] };
}
