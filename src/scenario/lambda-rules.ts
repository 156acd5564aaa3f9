import { concurrencyModels, modelKindOf } from '../concurrency/models.ts';
import { isObject } from '../model/json/json-object.ts';
import { fieldOf } from './reading/expected.ts';
import type { Problem } from './reading/problem.ts';
import { at, problem } from './written.ts';

/**
 * Rules between the fields of an embedded function, as they were written.
 * @param limitField names its reserved concurrency, which has this default.
 */
export function lambdaProblems(written: unknown, limitField: string, defaultLimit?: number): Problem[] {
  const keepAlive = fieldOf(written, 'keepAliveMs');
  const limit = fieldOf(written, limitField) ?? defaultLimit;
  const [shortest, longest] = [fieldOf(keepAlive, 'minMs'), fieldOf(keepAlive, 'maxMs')];
  return [
    ...provisionedProblems(written, limitField, limit),
    ...environmentProblems(fieldOf(written, 'model')),
    ...snapshotProblems(written),
    ...packagingProblems(written),
    ...(isAbove(shortest, longest)
      ? [problem(['keepAliveMs', 'maxMs'], `expected at least minMs, which is ${shortest}, got ${longest}`)]
      : []),
  ];
}

function provisionedProblems(written: unknown, limitField: string, limit: unknown): Problem[] {
  const [provisioned, kind] = [fieldOf(written, 'provisionedConcurrency'), modelKindOf(fieldOf(written, 'model'))];
  const complain = (message: string) => [problem(['provisionedConcurrency'], message)];
  if (provisioned === undefined || kind === undefined) return [];
  if (!concurrencyModels[kind].isProvisionable)
    return complain(`expected none: only the model \`event\` has it, not \`${kind}\``);
  return isAbove(provisioned, limit)
    ? complain(`expected at most ${limitField}, which is ${limit}, got ${provisioned}`)
    : [];
}

/** Provisioned concurrency: as in Lambda. An isolated process cannot fork into other namespaces. */
function snapshotProblems(written: unknown): Problem[] {
  const kind = modelKindOf(fieldOf(written, 'model'));
  if (fieldOf(written, 'snapshot') !== true) return [];
  const complain = (message: string) => [problem(['snapshot'], message)];
  if (kind !== undefined && !concurrencyModels[kind].hasSnapshots)
    return complain(`expected false: only the model \`event\` has snapshots, not \`${kind}\``);
  if (fieldOf(written, 'provisionedConcurrency') !== undefined)
    return complain('expected false, or no provisionedConcurrency: Lambda allows only one of them');
  const packaging = at(written, ...packagingPath(written)) ?? 'directory';
  if (packaging !== 'directory')
    return complain('expected false, or packaging: directory: what is restored from a snapshot unpacks no package');
  return fieldOf(written, 'isolate') === true
    ? complain('expected false, or no isolate: an isolated environment cannot be restored')
    : [];
}

/** Of a target, whose `function` says it, and of a function in a functions file, which says it itself. */
const packagingPath = (written: unknown): string[] =>
  isObject(fieldOf(written, 'function')) ? ['function', 'packaging'] : ['packaging'];

function packagingProblems(written: unknown): Problem[] {
  const path = packagingPath(written);
  const packaging = at(written, ...path);
  const model = modelKindOf(fieldOf(written, 'model'));
  if (packaging === undefined || packaging === 'directory' || model === undefined) return [];
  if (!concurrencyModels[model].takesOneCall)
    return [
      problem(path, `expected directory with the model \`${model}\`; other packages are for \`event\` and \`queued\``),
    ];
  if (fieldOf(written, 'layers') === undefined || packaging === 'zip') return [];
  return [problem(path, 'expected directory or zip beside `layers`: an image has none, and `layers` makes its own')];
}

function environmentProblems(model: unknown): Problem[] {
  const kind = modelKindOf(model);
  const written = fieldOf(model, 'minEnvironments');
  const min = written ?? (kind && concurrencyModels[kind].minEnvironments);
  const max = fieldOf(model, 'maxEnvironments') ?? (kind && concurrencyModels[kind].maxEnvironments);
  if (!isAbove(min, max)) return [];
  return written === undefined
    ? [problem(['model', 'maxEnvironments'], `expected at least minEnvironments, which is ${min}, got ${max}`)]
    : [problem(['model', 'minEnvironments'], `expected at most maxEnvironments, which is ${max}, got ${min}`)];
}

const isAbove = (low: unknown, high: unknown): boolean =>
  typeof low === 'number' && typeof high === 'number' && low > high;
