import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { loadFiles } from '../../files/named-in-scenario.ts';
import { type ReadOptions, scenarioToRun } from '../../files/read-scenario.ts';
import { UserError } from '../../model/errors.ts';
import type { FieldProblem, Located } from '../../scenario/reading/located.ts';
import type { Scenario } from '../../scenario/schema.ts';
import { isStarted } from '../../target-kinds/target-kinds.ts';
import type { PlacedScenario, Side } from './checkouts.ts';

export type BothSides = Readonly<Record<Side, Located<Scenario>>>;

/**
 * The scenario as each side runs it: with the code of its own checkout, and with the same load.
 * @throws {UserError} `scenario-invalid`; `same-code` if nothing in the scenario differs between the checkouts
 */
export async function readBothSides(placed: PlacedScenario, options: Omit<ReadOptions, 'folder'>): Promise<BothSides> {
  const { text, file, folders } = placed;
  const read = (side: Side) => scenarioToRun(text, file, { ...options, folder: folders[side] });
  const sides = { base: await read('base'), head: await read('head') };
  const problems = [...addressedTargets(sides.head.value), ...(await unequalLoads(sides))];
  if (problems.length > 0) throw sides.head.complaint(problems);
  if (folders.base !== folders.head && codeOf(sides.base.value) === codeOf(sides.head.value))
    throw new UserError('same-code', `${file}: both sides run the same code`, {
      hint: `name code by paths relative to the scenario: they are looked up in ${folders.base} and ${folders.head}`,
    });
  return sides;
}

/** What runs elsewhere is the same for both sides. */
const addressedTargets = ({ targets }: Scenario): FieldProblem[] =>
  targets.flatMap((target, index) => {
    if (isStarted(target)) return [];
    const message = `expected a target that rollcall starts from files of each checkout, and ${target.kind} runs elsewhere; compare two deployments with \`rollcall compare\``;
    return [{ path: ['targets', index, 'kind'], message }];
  });

/** Another load would be another measurement. */
async function unequalLoads({ base, head }: BothSides): Promise<FieldProblem[]> {
  const [ours, theirs] = [loadFiles(base.value), loadFiles(head.value)];
  const problems: FieldProblem[] = [];
  for (const [index, { path, file }] of theirs.entries()) {
    const other = ours[index]?.file ?? file;
    if (other === file || (await digestOf(other)) === (await digestOf(file))) continue;
    const message = `${other} and ${file} differ, and both sides need the same load; name one of them by its absolute path`;
    problems.push({ path, message });
  }
  return problems;
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

const codeOf = ({ targets, workload }: Scenario): string => JSON.stringify({ targets, workload });
