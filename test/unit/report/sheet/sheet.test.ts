import { expect, it } from 'vitest';
import { renderSheet } from '../../../../src/report/sheet/sheet.ts';
import { hostileRun } from '../../../fixtures/report/hostile-run.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';
import { functionCosts, serverCosts } from '../../billing/month/costs.ts';

it('has a row for each option with its environments and memory, and blanks for decision, owner and demand', () => {
  const { markdown, html } = renderSheet(makeRun().result);
  // Twelve calls, and the account's 1,000 at once: 1,000 / 1.012 s.
  expect(markdown).toMatch(/\n\| lambda \| account concurrency \| 1,000 concurrent requests \| 988\/s \|/);
  expect(markdown).toMatch(/\n\| lambda \| 10 \| 1,012 ms \|/);
  expect(markdown).toContain('\n| Environments or processes | 10 | 1 | 10 | measured |\n');
  expect(markdown).toContain('\n| Throttled | 0 | 0 | 0 | measured |\n');
  for (const field of ['Decision', 'Owner', 'Date', 'Look again on', 'Peak'])
    expect(markdown).toMatch(new RegExp(`\\n\\| ${field} \\| [\\\\_]+ \\*\\(to fill in: `));
  // 0.0168 * 730
  expect(markdown).toContain('| $12.26 and more | $12.26 and more | calculated |');
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

/** The function at $5 per million, the server at $13.14 a month for up to 4 requests/s. */
function priced() {
  const { result } = makeRun();
  const function5 = { ...functionCosts({ usdPerRequest: 0.000005 }), calls: undefined };
  const server4 = serverCosts({ usdPerMonth: 0.018 * 730, capacityPerSecond: 4 });
  const targets = result.targets.map((target) => ({
    ...target,
    costs: target.name === 'lambda' ? function5 : server4,
  }));
  return { ...result, targets };
}
const monthly = (markdown: string) =>
  /\n\| \$ per month \| (.*) \| calculated \|\n/.exec(markdown)?.[1]?.split(' | ').slice(0, 2);

it('at 2/s a month of 5,256,000 requests: $5 per million are $26.28, 730 h of $0.018 are $13.14', () => {
  const { markdown } = renderSheet(priced(), { perSecond: 2 });
  expect(monthly(markdown)).toEqual(['$26.28', '$13.14, 1 server']);
  expect(markdown).toContain('| Average | 2/s, 5,256,000 requests per month |');
  expect(markdown).toContain('$ per month: fixed costs, requests, warm and cold calls');
  expect(markdown).not.toContain('(to fill in: at the demand)');
});

it('at 8/s takes two servers that carry 4/s each, and at 9/s three: $26.28 and $39.42, beside $105.12 and $118.26', () => {
  expect(monthly(renderSheet(priced(), { perSecond: 8 }).markdown)).toEqual(['$105.12', '$26.28, 2 servers']);
  expect(monthly(renderSheet(priced(), { perSecond: 9 }).markdown)).toEqual(['$118.26', '$39.42, 3 servers']);
});

it('without a demand says what is paid at every rate: $54.75 for provisioned concurrency, $13.14 for the server', () => {
  const run = priced();
  const fixed = [{ what: 'provisioned concurrency, 5 of 1024 MB', usdPerMonth: 54.750438 }];
  const targets = run.targets.map((target) =>
    target.name === 'lambda' ? { ...target, costs: { ...target.costs, fixed } } : target,
  );
  const { markdown } = renderSheet({ ...run, targets });
  expect(monthly(markdown)).toEqual(['$54.75 and more', '$13.14 and more']);
});

it('names the rates at which two cost the same, what that costs, and what is assumed; or why there are none', () => {
  const run = makeRun().result;
  const { markdown } = renderSheet(run);
  const [found] = run.comparison?.breakEven ?? [];
  expect(found).toMatchObject({ between: ['lambda', 'server'], below: 'lambda', above: 'server' });
  expect(markdown).toContain(
    '| lambda and server | 0.521/s to 0.541/s | $12.26 | below 0.52/s lambda costs less, above 0.542/s server does |',
  );
  expect(markdown).toMatch(/\| server and cluster \| no rate \| – \| .*/);
  expect(markdown).toContain('server: arm64, 9.64 ms of CPU per request on 1 vCPU, used to 60%');
});

it('of more than six pairs has those with the baseline, and what would change the decision at the demand', () => {
  const { result } = makeRun();
  const [found] = result.comparison?.breakEven ?? [];
  if (found === undefined || result.comparison === undefined) throw new Error('the fixture has a break-even');
  const names = ['lambda', 'server', 'cluster', 'b', 'c'];
  const targets = names.flatMap((name, index) => {
    const like = result.targets[Math.min(index, 2)];
    return like ? [{ ...like, name }] : [];
  });
  const pairs = names.flatMap((a, index) => names.slice(index + 1).map((b): [string, string] => [a, b]));
  const breakEven = pairs.map((between) => ({ ...found, between }));
  const { markdown } = renderSheet(
    { ...result, targets, comparison: { ...result.comparison, breakEven } },
    { perSecond: 100 },
  );
  expect(markdown).toContain('| lambda and server |');
  expect(markdown).toContain('| server and c |');
  expect(markdown).not.toContain('| lambda and cluster |');
  expect(markdown).toContain('Beside server; all pairs are in the report.');
  expect(markdown).toContain('per million at 100/s');
});

it('takes the demand of the scenario, unless one is said', () => {
  const run = priced();
  const stated = { ...run, scenario: { ...run.scenario, resolved: { demand: { perSecond: 2 } } } };
  expect(renderSheet(stated).markdown).toContain('| Average | 2/s, 5,256,000 requests per month |');
  expect(renderSheet(stated, { perSecond: 4 }).markdown).toContain('| Average | 4/s, 10,512,000 requests per month |');
  const damaged = { ...run, scenario: { ...run.scenario, resolved: { demand: { perSecond: '<b>' } } } };
  expect(renderSheet(damaged).markdown).toContain('(to fill in: requests/s)');
});
