import { expect, it } from 'vitest';
import { renderSheet } from '../../../../src/report/sheet/sheet.ts';
import { hostileRun } from '../../../fixtures/report/hostile-run.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';

it('has a row for each option with its environments and memory, and blanks for decision, owner and demand', () => {
  const { markdown, html } = renderSheet(makeRun().result);
  // Twelve calls, and the account's 1,000 at once: 1,000 / 1.012 s.
  expect(markdown).toMatch(/\n\| lambda \| account concurrency \| 1,000 concurrent requests \|.*\| 988\/s \|/);
  expect(markdown).toMatch(/\n\| lambda \| 10 \| 1,012 ms \|/);
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

/** The function at $5 per million, the server at $0.018 per hour where it answered 4 requests/s. */
function priced() {
  const { result } = makeRun();
  const targets = result.targets.map((target) => ({
    ...target,
    ...(target.billing && { billing: { ...target.billing, usdPerMillion: 5 } }),
    ...(target.serverCost && { serverCost: { ...target.serverCost, usdPerHour: 0.018, requestsPerSecond: 4 } }),
  }));
  return { ...result, targets };
}
const monthly = (perSecond: number) =>
  renderSheet(priced(), { perSecond })
    .markdown.split('\n')
    .filter((line) => /^\| (lambda|server) \| .*\$/.test(line))
    .map((line) => line.split(' | ').at(-1)?.replace(/ \|$/, ''))
    .slice(0, 2);

it('at 2/s a month of 5,256,000 requests: $5 per million are $26.28, 730 h of $0.018 are $13.14', () => {
  const { markdown } = renderSheet(priced(), { perSecond: 2 });
  expect(monthly(2)).toEqual(['$26.28', '$13.14 (1 server, which answered 4/s in this run)']);
  expect(markdown).toContain('| 2/s, 5,256,000 requests per month | ');
  expect(markdown).toContain('Per month is calculated, not measured');
  expect(markdown).not.toContain('(to fill in: at the demand)');
});

it('at 8/s, which no server of the run carried, says that it assumes one: $13.14 as before, beside $105.12', () => {
  expect(monthly(8)).toEqual(['$105.12', '$13.14 (assumes 1 server, which answered 4/s in this run)']);
});

it('takes the demand of the scenario, unless one is said', () => {
  const run = priced();
  const stated = { ...run, scenario: { ...run.scenario, resolved: { demand: { perSecond: 2 } } } };
  expect(renderSheet(stated).markdown).toContain('| 2/s, 5,256,000 requests per month | ');
  expect(renderSheet(stated, { perSecond: 4 }).markdown).toContain('| 4/s, 10,512,000 requests per month | ');
  const damaged = { ...run, scenario: { ...run.scenario, resolved: { demand: { perSecond: '<b>' } } } };
  expect(renderSheet(damaged).markdown).toContain('(to fill in: requests/s)');
});
