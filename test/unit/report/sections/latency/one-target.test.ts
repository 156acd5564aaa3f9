import { expect, it } from 'vitest';
import { loadCharts } from '../../../../../src/report/charts/chart.ts';
import { html } from '../../../../../src/report/page/markup.ts';
import { latencySection } from '../../../../../src/report/sections/latency/latency.ts';
import { makeRun } from '../../../../fixtures/report/make-run.ts';

const { result, samples } = makeRun();
const captions = async (names: readonly string[]) => {
  const targets = result.targets.filter(({ name }) => names.includes(name));
  const body = latencySection.body({ result: { ...result, targets }, samples, draw: await loadCharts() });
  const tables = [...html`${body}`.toString().matchAll(/<caption>(.*?)<\/caption>.*?<tbody>(.*?)<\/tbody>/gs)];
  return tables.map(([, caption, rows]) => [caption?.split(':')[0], rows?.match(/<tr>/g)?.length]);
};

it('has the three times of the only target in one table, and of two targets a table for each time', async () => {
  expect(await captions(['server'])).toEqual([['Times of answered requests', 3]]);
  expect(await captions(['server', 'cluster'])).toEqual([
    ['Service time', 2],
    ['Response time', 2],
    ['Time to first byte', 2],
  ]);
});
