import { UserError } from '../../model/errors.ts';
import { nearest } from '../reading/nearest.ts';
import { alternatives, quoted } from '../reading/problem.ts';
import { metricsOf, parseThreshold } from './threshold.ts';

/** The problems of a threshold in a scenario with these targets. Without targets, their names are not checked. */
export function thresholdProblems(expression: string, targets: readonly string[]): string[] {
  try {
    const named = new Set(metricsOf(parseThreshold(expression)).map(({ target }) => target));
    return [...named].flatMap((name) => unknownTarget(name, targets));
  } catch (error) {
    if (error instanceof UserError) return [...unknownSubject(expression, targets), error.message];
    throw error;
  }
}

/** Also for an expression with other problems. */
function unknownSubject(expression: string, targets: readonly string[]): string[] {
  const name = /^\s*([^\s.<>=!*/]+)\.[A-Za-z]/.exec(expression)?.[1];
  return name === undefined ? [] : unknownTarget(name, targets);
}

/** Without targets, the name is not checked. */
export function unknownTarget(name: string, targets: readonly string[]): string[] {
  if (targets.length === 0 || targets.includes(name)) return [];
  const near = nearest(name, targets);
  const instead = near === undefined ? `expected ${alternatives(targets)}` : `did you mean \`${near}\`?`;
  return [`unknown target ${quoted(name)}; ${instead}`];
}
