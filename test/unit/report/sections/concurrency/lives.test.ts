import { expect, it } from 'vitest';
import type { RunResult } from '../../../../../src/model/run-result.ts';
import { livesFigure } from '../../../../../src/report/sections/concurrency/lives.ts';
import { environmentLines } from '../../../../../src/report/summary/environment-lines.ts';
import { makeRun } from '../../../../fixtures/report/make-run.ts';
import { phaseResult } from '../../../experiment/target-result.ts';

/** A burst of ten, and a pause of 60 s from 2 s on, in which 6 of the 10 are stopped as idle, half of them by 30 s after its beginning. */
function paused(): RunResult {
  const { result } = makeRun();
  const { environments } = phaseResult('pause');
  const before = { aliveAtStart: 0, started: 10, stoppedIdle: 0, stoppedOther: 0, aliveAtEnd: 10 };
  const idleStops = { firstAtMs: 22_000, halfAtMs: 32_000, lastAtMs: 52_000 };
  const lives = { aliveAtStart: 10, started: 0, stoppedIdle: 6, stoppedOther: 0, aliveAtEnd: 4, idleStops };
  const phases = [
    phaseResult('burst', { startedAtMs: 1000, finishedAtMs: 2000, environments: { ...environments, lives: before } }),
    phaseResult('rest', {
      ...{ kind: 'pause', startedAtMs: 2000, finishedAtMs: 62_000, environments: { ...environments, lives } },
    }),
  ];
  const curve = [
    { atMs: 1000, alive: 10, stoppedIdle: 0 },
    { atMs: 22_000, alive: 7, stoppedIdle: 3 },
    { atMs: 52_000, alive: 4, stoppedIdle: 6 },
  ];
  const of = (target: RunResult['targets'][number]): RunResult['targets'][number] => ({
    ...{ ...target, phases, environmentCurve: curve },
    environments: { ...target.environments, lives: { ...lives, aliveAtStart: 0, started: 10 } },
  });
  return { ...result, targets: result.targets.map((target) => (target.name === 'lambda' ? of(target) : target)) };
}

const pageOf = (result: RunResult) =>
  livesFigure({
    result,
    samples: [],
    draw: () => {
      throw new Error('drawn by ourselves');
    },
  })?.toString();

it('draws the environments alive over the load, and says by phase how many were stopped as idle', () => {
  const figure = pageOf(paused());
  // At 0, 21 s and 51 s after the beginning of the load, of 10 at most: 114 px of 120 for 10, 79.8 for 7 and 45.6 for 4.
  expect(figure).toContain('<path class="there" d="M0 120H0V6H21000V40.2H51000V74.4H61000"/>');
  expect(figure).toContain(
    'rest: 10 environments alive at its start, 0 started, 6 stopped as idle, 4 alive at its end',
  );
  expect(figure).toMatch(/data-metric="targets.lambda.environments.lives.stoppedIdle" data-value="6"/);
  // After 20, 30 and 50 s of the pause.
  expect(figure?.match(/<data value="(20|30|50)000">/g)).toHaveLength(3);
});

it('is not there without a pause and without idle stops', () => {
  expect(pageOf(makeRun().result)).toBeUndefined();
});

it('a line of the terminal says how many are gone, when, and how many live', () => {
  expect(environmentLines(paused())).toEqual([
    'lambda, rest: 6 of 10 environments stopped as idle (after 20.0 s to 50.0 s, half of them by 30.0 s), 4 alive at its end',
  ]);
  expect(environmentLines(makeRun().result)).toEqual([]);
});
