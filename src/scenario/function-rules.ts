import { kindNamed } from '../target-kinds/target-kinds.ts';
import { functionCodeProblems } from './functions/code-rules.ts';
import { fieldOf } from './reading/expected.ts';
import { type Path, type Problem, showValue } from './reading/problem.ts';
import { entriesOf, problem } from './written.ts';

/** Rules for the functions of a scenario: that of the workload, and those that targets have of their own. */
export function functionProblems(data: unknown): Problem[] {
  const workload = fieldOf(data, 'workload');
  return [
    ...(fieldOf(workload, 'kind') === 'function' ? under(['workload'], codeOfWorkload(workload)) : []),
    ...entriesOf(data, 'targets').flatMap((target, index) =>
      under(
        ['targets', index, 'function'],
        [...functionCodeProblems(fieldOf(target, 'function')), ...packagesWhereItMay(target)],
      ),
    ),
    ...workloadIsThere(data, workload),
  ];
}

function packagesWhereItMay(target: unknown): Problem[] {
  const isEmbedded = kindNamed(fieldOf(target, 'kind'))?.functions !== 'javascript';
  if (isEmbedded || fieldOf(fieldOf(target, 'function'), 'packaging') === undefined) return [];
  return [problem(['packaging'], 'expected none: only the embedded Lambda (local-lambda) unpacks or loads packages')];
}

function codeOfWorkload(workload: unknown): Problem[] {
  const { kind: _, ...code } = workload as Readonly<Record<string, unknown>>;
  return functionCodeProblems(code);
}

const under = (place: Path, problems: readonly Problem[]): Problem[] =>
  problems.map((one) => ({ ...one, path: [...place, ...one.path] }));

/** `workload` is the function of all targets that have none of their own. */
function workloadIsThere(data: unknown, workload: unknown): Problem[] {
  if (workload !== undefined) return [];
  const needing = entriesOf(data, 'targets').find(
    (target) => (kindNamed(fieldOf(target, 'kind'))?.functions ?? 'none') !== 'none' && !hasFunction(target),
  );
  if (needing === undefined) return [];
  const [name, kind] = [showValue(fieldOf(needing, 'name')), String(fieldOf(needing, 'kind'))];
  const only = kindNamed(kind)?.functions === 'javascript' ? ', which has to be one in JavaScript' : '';
  return [
    problem(
      ['workload'],
      `missing; expected what ${name} (${kind}) runs: \`workload\` here, or a \`function\` of that target${only}`,
    ),
  ];
}

const hasFunction = (target: unknown): boolean => fieldOf(target, 'function') !== undefined;
