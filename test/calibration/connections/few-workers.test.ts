import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Phase, phaseSchema } from '../../../src/load/phases.ts';
import type { EngineSpec } from '../../../src/scenario/engines.ts';
import { fire } from '../firing.ts';
import { startPeer } from './peer.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rollcall-trace-'));
  await writeFile(
    join(directory, 'trace.csv'),
    `arrival_ms\n${[0, 0, 0, 100, 100, 100, 100, 200, 200, 400].join('\n')}\n`,
  );
});
afterAll(() => rm(directory, { recursive: true }));

const phase = (fields: object): Phase => phaseSchema.parse({ name: 'load', ...fields });

/** What is sent, and how many requests that is. */
const loads = (): [Phase, number][] => [
  [phase({ kind: 'constantRate', ratePerSecond: 30, durationMs: 500 }), 15],
  [phase({ kind: 'rampingRate', stages: [{ durationMs: 500, toRatePerSecond: 60 }] }), 15],
  [phase({ kind: 'trace', file: join(directory, 'trace.csv') }), 10],
  [phase({ kind: 'burst', size: 10, repeats: 2, gapMs: 50 }), 20],
  [phase({ kind: 'closed', connections: 6, requests: 30 }), 30],
];

const engines: readonly EngineSpec[] = [{ kind: 'socket' }, { kind: 'undici', http2: false }];

describe.concurrent.each<[string, readonly string[]]>([
  ['one worker that closes after each answer', ['1', 'HTTP/1.0', '15', '0']],
  ['one worker that waits for ever on an idle connection', ['1', 'HTTP/1.1', '15', '0']],
  ['four workers that close after each answer', ['4', 'HTTP/1.0', '60', '0']],
  ['four workers that wait for ever on an idle connection', ['4', 'HTTP/1.1', '60', '0']],
  ['two workers that close an idle connection after 1 s', ['2', 'HTTP/1.1', '30', '1']],
])('%s', (_, server) => {
  test.each(engines)('$kind: all requests of rates, a trace, bursts and clients are answered', async (engine) => {
    await using peer = await startPeer('few-workers.py', ...server);
    for (const [load, requests] of loads()) {
      const { kinds } = await fire(peer.url, load, { engine });
      expect([load.kind, kinds]).toEqual([load.kind, { answered: requests }]);
    }
    const poisson = phase({ kind: 'poisson', ratePerSecond: 40, durationMs: 500 });
    const { samples, kinds } = await fire(peer.url, poisson, { engine, warmPath: '/warm' });
    expect(kinds).toEqual({ answered: samples.length });
    expect(samples.length).toBeGreaterThan(0);
  });
});

test('one worker, warmed: no connection is kept, so each of 15 requests of a rate has its own', async () => {
  // The finding takes twice an answer within 100 ms and twice a service time: a slow one leaves room for a busy machine.
  await using peer = await startPeer('few-workers.py', '1', 'HTTP/1.1', '75', '0');
  const rate = phase({ kind: 'constantRate', ratePerSecond: 30, durationMs: 500 });
  const { samples, kinds } = await fire(peer.url, rate, { warmPath: '/warm' });
  expect(kinds).toEqual({ answered: 15 });
  expect(samples.every(({ connection }) => connection === 'new')).toBe(true);
});
