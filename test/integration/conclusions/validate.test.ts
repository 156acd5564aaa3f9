import { expect, it } from 'vitest';
import type { Validation } from '../../../src/model/plan/validation.ts';
import { errorOf } from '../../../src/model/plan/validation.ts';
import { startRollcall } from '../rollcall.ts';

it('validate: three bursts of 30 need 10, 20 and 25 environments; Ctrl-C in the next check keeps these rows', async () => {
  const { child, ended, stderr } = startRollcall('validate', '--json', '--only', 'limits', '--only', 'burst-of-five');
  await expect.poll(stderr, { timeout: 60_000, interval: 50 }).toContain('burst-of-five:');
  expect(stderr()).toMatch(/^limits: 3 bursts of 30 at a concurrency limit of 25/);
  child.kill('SIGINT');
  const { code, stdout } = await ended;
  const { interrupted, rows, discarded } = JSON.parse(stdout) as Validation;
  expect({ code, interrupted, discarded }).toEqual({ code: 130, interrupted: true, discarded: [] });
  expect(rows.map(({ check, quantity, predicted, measured }) => [check, quantity, predicted, measured])).toEqual([
    ['limits', 'environments', 25, 25],
    ['limits', 'cold starts', 25, 25],
    ['limits', 'throttled', 35, 35],
  ]);
  expect(rows.map(errorOf)).toEqual([0, 0, 0]);
  expect(stderr()).toContain('interrupted: keeping the checks that have ended');
});
