import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chunkTiers, imageLaunch } from '../../../../../targets/lambda/packaging/image-launch.ts';
import type { Launch } from '../../../../../targets/lambda/runtimes/launch.ts';

let folder: string;
let layout: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-image-'));
  layout = join(folder, 'image.json');
  const files = { bootstrap: [0, 2], 'index.js': [3, 3] };
  writeFileSync(layout, JSON.stringify({ root: '/task', chunks: 4, tierMs: [0, 0.55, 36], files }));
});

afterAll(() => rmSync(folder, { recursive: true }));

const published = { cache: 'as-published', seed: 1 } as const;
const empty = { cache: 'empty', seed: 1 } as const;

it('takes 67 % of the chunks from the worker, 99.9 % of the others from the zone, and the rest from the origin', () => {
  const tiers = chunkTiers(100_000, published, 1);
  const of = (tier: string) => tiers.split(tier).length - 1;
  expect(of('0') / 100_000).toBeCloseTo(0.67, 2);
  expect(of('1') / 100_000).toBeCloseTo(0.33 * 0.999, 2);
  // 0.33 * 0.001 of 100,000 are 33.
  expect(of('2')).toBeGreaterThan(10);
  expect(of('2')).toBeLessThan(70);
});

it('takes all chunks from the origin where no cache has any', () => {
  expect(chunkTiers(5, empty, 7)).toBe('22222');
});

it('gives an environment of the same number the same tiers, and another one others', () => {
  expect(chunkTiers(200, published, 3)).toBe(chunkTiers(200, published, 3));
  expect(chunkTiers(200, published, 3)).not.toBe(chunkTiers(200, published, 4));
});

const launch = (command: readonly string[]): Launch => ({
  ...{ command, file: '/task/bootstrap', directory: '/task', taskRoot: '/task' },
  ...{ handlerName: 'index.handler', runtimeDirectory: '/runtime', variables: { OWN: '1' } },
});

it('loads its hook before the runtime of Node, and tells that of Python by variables', () => {
  const image = { kind: 'image-model', layout, ...empty } as const;
  const node = imageLaunch(launch(['node', 'bootstrap.cjs', 'index.js']), 'node', image, 1);
  expect(node.command).toEqual([
    'node',
    expect.stringMatching(/^--require=.*image-model\.cjs$/),
    'bootstrap.cjs',
    'index.js',
  ]);
  const variables = { OWN: '1', ROLLCALL_IMAGE_LAYOUT: layout, ROLLCALL_IMAGE_TIERS: '2222' };
  expect(node.variables).toEqual(variables);
  const python = imageLaunch(launch(['python3', '-u', 'bootstrap.py']), 'python', image, 1);
  expect([python.command, python.variables]).toEqual([['python3', '-u', 'bootstrap.py'], variables]);
});

it('waits for an executable of three chunks, 3 x 36 ms, before it starts', () => {
  const { command } = imageLaunch(
    launch(['/task/bootstrap']),
    'provided',
    { kind: 'image-model', layout, ...empty },
    1,
  );
  expect(command).toEqual(['/bin/sh', '-c', 'sleep 0.1080; exec "$@"', 'sh', '/task/bootstrap']);
});
