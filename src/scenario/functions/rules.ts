import { isObject } from '../../model/json/json-object.ts';
import { codeBinaries, codeKindNames, codeKinds } from '../../model/platform/code-kinds.ts';
import { lambdaProblems } from '../lambda-rules.ts';
import { fieldOf } from '../reading/expected.ts';
import { type Problem, quoted } from '../reading/problem.ts';
import { entriesOf, problem, repeatedNames } from '../written.ts';
import { apiProblems } from './api-rules.ts';
import { functionKeys } from './functions.ts';

/** Rules between the fields of a functions file. Each rule ignores values of the wrong type. */
export const brokenFunctionRules = (data: unknown): Problem[] => [
  ...repeatedNames(data, 'functions', 'function'),
  ...entriesOf(data, 'functions').flatMap((each, index) =>
    [
      hasOneSource,
      handlerHasSource,
      binaryFitsRuntime,
      (one: unknown) => lambdaProblems(one, 'reservedConcurrency'),
    ].flatMap((rule) => rule(each).map((problem) => ({ ...problem, path: ['functions', index, ...problem.path] }))),
  ),
  ...unreservedIsLeft(data),
  ...apiProblems(data),
];

const sources = ['file', 'directory', 'workload'] as const;

function hasOneSource(each: unknown): Problem[] {
  if (!isObject(each)) return [];
  const [first, second] = sources.filter((key) => fieldOf(each, key) !== undefined);
  // A misspelled key may be the missing one.
  if (first === undefined && Object.keys(each).some((key) => !functionKeys.includes(key))) return [];
  if (first === undefined) return [problem([], 'expected `file`, `directory` or `workload` of the function')];
  return second === undefined ? [] : [problem([second], `expected none: the function already has \`${first}\``)];
}

function handlerHasSource(each: unknown): Problem[] {
  if (fieldOf(each, 'workload') === undefined) return [];
  return ['handler', 'runtime']
    .filter((key) => fieldOf(each, key) !== undefined)
    .map((key) => problem([key], 'expected none: the built-in workload has its own'));
}

function binaryFitsRuntime(each: unknown): Problem[] {
  const runtime = fieldOf(each, 'runtime');
  if (typeof runtime !== 'string') return [];
  const kind = codeKindNames.find((name) => name === runtime);
  const own = kind && codeKinds[kind].binary;
  return codeBinaries
    .filter((binary) => fieldOf(each, binary) !== undefined && binary !== own)
    .map((binary) => problem([binary], `expected none with runtime ${quoted(runtime)}`));
}

/** Reserved concurrency, plus provisioned concurrency without a reservation, must leave the unreserved minimum. */
function unreservedIsLeft(data: unknown): Problem[] {
  const account = fieldOf(data, 'account');
  const total = fieldOf(account, 'concurrentExecutions') ?? 1000;
  const minimum = fieldOf(account, 'unreservedMinimum') ?? 100;
  if (typeof total !== 'number' || typeof minimum !== 'number') return [];
  let left = Math.max(0, total - minimum);
  return entriesOf(data, 'functions').flatMap((each, index) => {
    const key = fieldOf(each, 'reservedConcurrency') === undefined ? 'provisionedConcurrency' : 'reservedConcurrency';
    const taken = fieldOf(each, key);
    if (typeof taken !== 'number') return [];
    if (taken <= left) {
      left -= taken;
      return [];
    }
    const message = `expected at most ${left}, got ${taken}: the account has ${total}, and ${minimum} must stay unreserved (account.unreservedMinimum)`;
    return [problem(['functions', index, key], message)];
  });
}
