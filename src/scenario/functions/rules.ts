import { lambdaProblems } from '../lambda-rules.ts';
import { fieldOf } from '../reading/expected.ts';
import type { Problem } from '../reading/problem.ts';
import { entriesOf, problem, repeatedNames } from '../written.ts';
import { apiProblems } from './api-rules.ts';
import { functionCodeProblems } from './code-rules.ts';
import { functionKeys } from './functions.ts';

/** Rules between the fields of a functions file. Each rule ignores values of the wrong type. */
export const brokenFunctionRules = (data: unknown): Problem[] => [
  ...repeatedNames(data, 'functions', 'function'),
  ...entriesOf(data, 'functions').flatMap((each, index) =>
    [
      (one: unknown) => functionCodeProblems(one, form),
      handlerHasSource,
      (one: unknown) => lambdaProblems(one, 'reservedConcurrency'),
    ].flatMap((rule) => rule(each).map((problem) => ({ ...problem, path: ['functions', index, ...problem.path] }))),
  ),
  ...unreservedIsLeft(data),
  ...apiProblems(data),
];

const form = { sources: ['file', 'directory', 'workload'], keys: functionKeys };

function handlerHasSource(each: unknown): Problem[] {
  if (fieldOf(each, 'workload') === undefined) return [];
  return ['handler', 'runtime', 'bootstrap']
    .filter((key) => fieldOf(each, key) !== undefined)
    .map((key) => problem([key], 'expected none: the built-in workload has its own'));
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
