import { expect, it } from 'vitest';
import type { RunResult } from '../../../../../src/model/run-result.ts';
import { html } from '../../../../../src/report/page/markup.ts';
import { resourcesSection } from '../../../../../src/report/sections/resources/resources.ts';
import { makeRun } from '../../../../fixtures/report/make-run.ts';

const { result, samples } = makeRun();
const draw = () => {
  throw new Error('not drawn by the library');
};
const bodyOf = (run: RunResult) => resourcesSection.body({ result: run, samples, draw });

/** Scans from 100 ms after the begin of the load of each target on: memory from 100 to 160 MB, and half a CPU in the last step. */
const scanned: RunResult = {
  ...result,
  targets: result.targets.slice(0, 2).map((target) => {
    const fromMs = (target.phases[0]?.startedAtMs ?? 0) + 100;
    const resourceCurve = [
      { atMs: fromMs, rssMb: 100 },
      { atMs: fromMs + 100, rssMb: 160, cpus: 0 },
      { atMs: fromMs + 200, rssMb: 150, cpus: 0.5 },
    ];
    return { ...target, resourceCurve };
  }),
};

it('draws each target from the begin of its own load, a chart for CPU and one for memory, with its numbers', () => {
  const body = html`${bodyOf(scanned)}`.toString();
  const labels = [...body.matchAll(/<svg class="chart time[^>]*aria-label="(.*?)"/g)].map(([, label]) => label);
  expect(labels).toEqual([
    'CPUs in use: lambda at most 0.500, server at most 0.500',
    'Memory, sum of RSS: lambda at most 160 MB, server at most 160 MB',
  ]);
  // The axes end at 0.6 CPUs and 200 MB, 104 px above zero: 0.5 CPUs are 86.7 px high, 160 MB are 83.2.
  expect([...body.matchAll(/<path stroke="var\(--t(\d)\)" d="(.*?)"/g)].map(([, index, d]) => [index, d])).toEqual([
    ['0', 'M200 110L300 23.333'],
    ['1', 'M200 110L300 23.333'],
    ['0', 'M100 58L200 26.8L300 32'],
    ['1', 'M100 58L200 26.8L300 32'],
  ]);
  expect(body.match(/<data value="160">160 MB<\/data>/g)).toHaveLength(2);
});

it('is absent where no process was scanned', () => {
  expect(bodyOf(result)).toBeUndefined();
});
