import { expect, it } from 'vitest';
import { renderSheet } from '../../../src/report/sheet.ts';
import { hostileRun } from '../../fixtures/report/hostile-run.ts';
import { makeRun } from '../../fixtures/report/make-run.ts';

it('has a row for each option with its environments and memory, and blanks for decision, owner and demand', () => {
  const { markdown, html } = renderSheet(makeRun().result);
  // Ten environments, 990 of 1,000 left, at most 10 * 10 requests/s.
  expect(markdown).toContain('| lambda | 10 | 990 | 990 | 100 |');
  expect(markdown).toMatch(/\n\| lambda \| 10 \| 0 \|/);
  expect(markdown).toContain('| Owner | \\_\\_\\_\\_\\_\\_ *(to fill in: name, date)* |');
  // 0.0168 * 730
  expect(markdown).toContain('| $12.26 |');
  expect(html.match(/to fill in/g)?.length).toBe(markdown.match(/to fill in/g)?.length);
});

it('has nothing of a measured or configured text that is markup', () => {
  const { words, result } = hostileRun();
  const { html, markdown } = renderSheet(result);
  expect(words.markup).toContain('<');
  expect(html.match(/<img|onerror="/g)).toBeNull();
  expect(markdown.match(/<|https?:\/\//g)).toBeNull();
  for (const line of markdown.split('\n').filter((text) => text.startsWith('|'))) expect(line).toMatch(/\|$/);
});
