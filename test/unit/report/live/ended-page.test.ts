import { expect, it } from 'vitest';
import { endedPage } from '../../../../src/report/live/ended-page.ts';
import { livePage } from '../../../../src/report/live/live-page.ts';
import { reportPolicy } from '../../../../src/report/page/page.ts';
import { pageOf, sharedRun } from '../../../fixtures/report/page-of.ts';

const links = (page: string) => page.match(/<a href="(?!#)[^"]*"/g) ?? [];

it('the report in place of the live page says where it is saved, and links to no file that its address does not have', async () => {
  const report = await pageOf(sharedRun());
  expect(links(report)).toEqual(['<a href="result.json"', '<a href="samples.ndjson"']);
  const { html, policy } = endedPage(report, '/tmp/<b>/report.html');
  expect(links(html)).toEqual([]);
  expect(html).toContain('saved as <code>/tmp/&lt;b&gt;/report.html</code>');
  expect(html).toContain('<code>result.json</code>');
  expect(html.indexOf('class="served"')).toBeLessThan(html.indexOf('<header>'));
  expect(policy).toBe(reportPolicy);
  expect(report).toContain(`content="${reportPolicy}"`);
});

it('a report that is kept nowhere says so', async () => {
  const { html } = endedPage(await pageOf(sharedRun()), undefined);
  expect(html).toContain('This report is not saved');
});

it('the live page may ask its own server, and nothing else; its policy lets one script run', () => {
  const { html, policy } = livePage({ name: 'n', question: '<q>' });
  expect(policy).toMatch(
    /^default-src 'none'; script-src 'sha256-[\w+/=]{44}'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'$/,
  );
  expect(policy).not.toContain(/'sha256-[^']*'/.exec(reportPolicy)?.[0]);
  expect(html).toContain('&lt;q&gt;');
  expect(html.match(/<script/g)).toHaveLength(1);
});
