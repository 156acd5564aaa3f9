import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runScenarioFile, scenarioFile } from '../rollcall.ts';

const text = `
name: calibrated
question: What is the instrument's own share?
workload: { kind: builtin, call: { ioMs: 20 } }
targets: [{ name: server, kind: node-server }]
load:
  - { name: bursts, kind: burst, size: [5, 120], gapMs: 20 }
  - { name: again, kind: burst, size: 5 }
  - { name: rate, kind: constantRate, ratePerSecond: 100, durationMs: 500 }
`;

it('--calibrate measures each shape of the run against the truth: 3 bursts of 5 and of 120, and 50 requests at a rate', async () => {
  const { result, directory, code } = await runScenarioFile(await scenarioFile(text), '--calibrate', '--page');
  expect(code).toBe(0);
  const entries = result.calibration?.entries ?? [];
  expect(entries.map(({ load, samples }) => [load, samples])).toEqual([
    ['burst-5', 15],
    ['burst-120', 360],
    ['rate', 50],
  ]);
  // What is added cannot be less than nothing, nor as much as the 200 ms of the truth itself.
  for (const { p50 = -1, max = 1000 } of entries) {
    expect(p50).toBeGreaterThan(0);
    expect(max).toBeLessThan(200);
  }
  expect(Date.parse(result.calibration?.measuredAt ?? '')).toBeLessThanOrEqual(Date.parse(result.startedAt));
  expect(await readFile(join(directory, 'report.html'), 'utf8')).toContain(
    'Calibration: what the load generator adds to a service time',
  );
});
