import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { StudyResult } from '../../../src/model/study/study-result.ts';
import type { StudySample } from '../../../src/model/study/study-sample.ts';
import { startRollcallIn, temporaryDirectory } from '../rollcall.ts';

const initMs = 500;

/** Busy in its init, and answers when that ended. */
const node = `
const end = Date.now() + ${initMs};
while (Date.now() < end);
exports.handler = async () => ({ initializedAt: end });
`;

const study = `
name: snapshots
question: Is the init in the cold call?
target: { name: fn, kind: local-lambda, memoryMb: 1769, snapshot: true }
matrix: { function: { node: ./fn.cjs, python: { file: ./fn.py } } }
protocol: { runs: 2, warm: 0, force: version }
measure: { initializedAt: $.initializedAt }
`;

it('a cold call of a new version has a restore, and its snapshot is taken before; without Python on the machine, its cell says so', async () => {
  const folder = await temporaryDirectory();
  const [out, empty] = [join(folder, 'out'), join(folder, 'empty')];
  await mkdir(empty);
  for (const [name, text] of Object.entries({ 'fn.cjs': node, 'fn.py': 'def handler(e, c): ...\n', 's.yaml': study }))
    await writeFile(join(folder, name), text);
  const run = ['run', join(folder, 's.yaml'), '--quiet', '--out', out];
  const { stderr } = await startRollcallIn({ PATH: empty }, ...run).ended;
  expect(stderr).toBe('');

  const samples = (await readFile(join(out, 'study.ndjson'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as StudySample);
  expect(samples.map(({ cell, error }) => [cell, error])).toEqual(Array(2).fill(['function=node', undefined]));
  for (const { values, measures, atEpochMs } of samples) {
    expect([values.initMs, values.restoreMs]).toEqual([undefined, expect.any(Number)]);
    // Sent before, the call would be older than the end of the init by all of the init.
    expect(atEpochMs - (measures?.['initializedAt'] ?? Number.NaN)).toBeGreaterThan(-initMs / 2);
  }
  const { cells } = JSON.parse(await readFile(join(out, 'study.json'), 'utf8')) as StudyResult;
  expect(cells.map(({ unavailable }) => unavailable)).toEqual([
    undefined,
    'python3 does not run: there is no such program in PATH',
  ]);
});
