import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { tallySamples } from '../../../../bench/burst/sample-tally.ts';
import type { Outcome } from '../../../../src/model/outcome.ts';
import { toSampleLine } from '../../../../src/model/sample-line.ts';

async function fileOf(text: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-tally-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, 'samples.ndjson');
  await writeFile(file, text);
  return file;
}

const answered: Outcome = { kind: 'answered', status: 200 };

const lineOf = (serviceMs: number, outcome: Outcome = answered): string =>
  `${toSampleLine({
    ...{ target: 't', phase: 'p', repeat: 0, intendedAtMs: 1000, sentAtMs: 1000.5, completedAtMs: 1000.5 + serviceMs },
    ...{ connection: 'reused', bytes: 100, meters: {}, outcome },
  })}\n`;

it('of 1 to 1,000 µs and 3 timeouts: 1,003 lines, 1,000 answers, p50 0.5 ms, p99 0.99 ms, the timeouts in no percentile', async () => {
  const answers = Array.from({ length: 1000 }, (_, i) => lineOf((i + 1) / 1000));
  const timeouts = Array.from({ length: 3 }, () => lineOf(50, { kind: 'timed-out', afterMs: 50 }));
  const tally = await tallySamples(await fileOf([...timeouts, ...answers].join('')), 100);
  expect(tally.lines).toBe(1003);
  expect(tally.outcomes).toEqual({ answered: 1000, 'timed-out': 3 });
  expect([50, 99, 99.9, 100].map(tally.serviceTimeMs)).toEqual([0.5, 0.99, 0.999, 1]);
});

it('20,000 lines, more than one read takes, are all counted; the last one, cut off, is not', async () => {
  const text = lineOf(2).repeat(20_000);
  expect(text.length).toBeGreaterThan(2 * 1024 * 1024);
  expect((await tallySamples(await fileOf(text), 10)).lines).toBe(20_000);
  expect((await tallySamples(await fileOf(text.slice(0, -1)), 10)).lines).toBe(19_999);
});

it('a service time beyond the longest is an error, not a wrong percentile', async () => {
  await expect(tallySamples(await fileOf(lineOf(10.001)), 10)).rejects.toThrow('a service time of 10001 µs');
});
