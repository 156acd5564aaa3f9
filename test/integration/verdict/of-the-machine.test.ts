import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runScenarioFile, targetOf } from '../rollcall.ts';
import { codesOf, scenarioAt, serverOf } from './judged-server.ts';

/** Doubts about a machine that others use, too: they are true, but not of the run. */
const ofTheMachine = ['host-saturated', 'stolen-cpu', 'accept-queue', 'syn-retransmits', 'retransmits'];

it('a healthy run is VALID: 5 a second for 2 s and a burst of ten, of a server that takes 1 s', async () => {
  // A generator is in doubt if it is late by a tenth of that: 100 ms, the length of a stall that other programs seldom cause.
  const file = await scenarioAt(
    await serverOf(1000),
    'kind: constantRate, ratePerSecond: 5, durationMs: 2000 }, { name: burst, kind: burst, size: 10',
    'thresholds: [api.latencyMs.serviceTime.all.p90 < 30 s]',
  );
  const { result, code } = await runScenarioFile(file);
  const doubts = codesOf(result);
  expect(doubts.filter((doubt) => !ofTheMachine.includes(doubt))).toEqual([]);
  expect(result.verdict.status).toBe(doubts.length === 0 ? 'VALID' : 'SUSPECT');
  expect(code).toBe(0);
  const { client, phases } = targetOf(result, 'api');
  expect(phases.map(({ schedule }) => schedule?.sent)).toEqual([10, undefined]);
  if (!existsSync('/proc/self/fd')) return;
  // Standard streams, the samples, and ten connections.
  expect(client.host?.openFiles?.used).toBeGreaterThanOrEqual(14);
  expect(client.host?.ports?.used).toBeGreaterThanOrEqual(10);
});
