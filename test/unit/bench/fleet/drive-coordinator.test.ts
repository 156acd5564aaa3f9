import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { driveCoordinator } from '../../../../bench/fleet/drive-coordinator.ts';
import { mergeTree } from '../../../../bench/fleet/merge-tree.ts';

const plan = { ratePerSecond: 250, rowsPerBlock: 25, blocksPerWorker: 4, withIds: true };

async function driven(workers: number) {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, 'samples.ndjson');
  const result = await driveCoordinator({ ...plan, workers }, file);
  return { result, lines: (await readFile(file, 'utf8')).trim().split('\n') };
}

it('takes the streams of 200 workers: 20,000 samples, none lost, in order, with the percentiles of one stream', async () => {
  const [all, one] = [await driven(200), await driven(1)];
  expect(all.result).toMatchObject({ samples: 20_000, answered: 20_000, lost: 0 });
  expect(one.result).toMatchObject({ samples: 100, answered: 100, lost: 0 });
  // 200 times the same 100 samples: the 99th of 100 is the 19,800th of 20,000.
  expect([all.result.p50, all.result.p99]).toEqual([one.result.p50, one.result.p99]);
  expect(all.lines).toHaveLength(20_000);
  const completed = all.lines.map((line): number => JSON.parse(line).completedAtMs);
  expect(completed).toEqual(completed.toSorted((a, b) => a - b));
});

it('merges 40 histograms in a tree of 8 in two levels, bit for bit their union; the average of their p99 is another', () => {
  const tree = mergeTree({ leaves: 40, fanIn: 8, samplesPerLeaf: 500 });
  expect(tree).toMatchObject({ levels: 2, isExact: true });
  expect(tree.averagedP99).toBeLessThan(0.7 * tree.p99);
});
