import { expect, it } from 'vitest';
import { printableLine } from '../../../../src/model/printable.ts';
import { type ChartOption, loadCharts } from '../../../../src/report/charts/chart.ts';

const frame = { width: 300, height: 100, label: 'a "drawing" <b> $&' };
const option = (text: string): ChartOption => ({
  xAxis: { type: 'value' },
  yAxis: { type: 'category', data: [printableLine(text)] },
  series: [{ type: 'bar', data: [3], itemStyle: { color: 'var(--t0)' } }],
});
const hostile = '<img src=x onerror=alert(1)>"\'& ecmeta_series_index="0" \u001b[31m\n';

it('escapes every text that it draws, titles them as text, and keeps its size to the page', async () => {
  const draw = await loadCharts();
  const svg = draw(option(hostile), { ...frame, titles: [[hostile]] }).toString();
  expect(svg).not.toContain('<img');
  expect(svg).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(svg).toMatch(/<path [^>]*fill="var\(--t0\)"[^>]*><title>&lt;img/);
  expect(svg).toContain('aria-label="a &quot;drawing&quot; &lt;b&gt; $&amp;" viewBox="0 0 300 100"');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  expect(svg).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});

it('draws the same twice: no style rules, no counters of the library', async () => {
  const draw = await loadCharts();
  const svg = draw(option('a'), frame).toString();
  expect(draw(option('a'), frame).toString()).toBe(svg);
  expect(svg).not.toMatch(/<style|zr\d|ecmeta_|<path[^>]* class=/);
});
