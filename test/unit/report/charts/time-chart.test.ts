import { expect, it } from 'vitest';
import { ticksOf, timeChart } from '../../../../src/report/charts/time-chart.ts';
import { html } from '../../../../src/report/page/markup.ts';

it('ticks 1100 ms at 0, 200 ... 1000, and 5 s at 0, 1000 ... 4000: the last would be cut off', () => {
  expect(ticksOf(1100)).toEqual([0, 200, 400, 600, 800, 1000]);
  expect(ticksOf(5000)).toEqual([0, 1000, 2000, 3000, 4000]);
});

it('has its plot in ms, and no markup of the texts put into it', () => {
  const chart = timeChart({
    axis: '<b>',
    spanMs: 1100,
    heightPx: 50,
    targetIndex: 0,
    label: '"><img>',
    marks: html`<rect/>`,
  });
  expect(chart.toString()).toContain('viewBox="0 0 1100 50" preserveAspectRatio="none"><rect/>');
  expect(chart.toString()).not.toMatch(/<img|<b>/);
});
