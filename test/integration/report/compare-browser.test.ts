import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { curvesOfRun } from '../../../src/report/comparison/curves.ts';
import { renderComparisonHtml } from '../../../src/report/comparison/html.ts';
import type { ComparisonView } from '../../../src/report/comparison/view.ts';
import { comparisonName } from '../../../src/report/history/comparison-name.ts';
import { renderHistoryPage } from '../../../src/report/history/page.ts';
import { type HistoryEntry, historyRun } from '../../../src/report/history/run.ts';
import { renderStudyPage } from '../../../src/report/study/page.ts';
import { doubtsOf } from '../../../src/stats/comparison/comparability.ts';
import { compareRuns, type NamedRun } from '../../../src/stats/comparison/compare-runs.ts';
import { hostileRun } from '../../fixtures/report/hostile-run.ts';
import { makeRun } from '../../fixtures/report/make-run.ts';
import { studyResult, studySamples } from '../../fixtures/report/study.ts';
import { noisyRuns, seeded } from '../../unit/stats/comparison/noisy-run.ts';
import { axeFindings } from './axe.ts';
import { pagesInBrowser, screens } from './browser.ts';

const openPage = pagesInBrowser();

/** On A4 without its margins of 14 mm. */
const paperPx = 688;

async function open(text: string, options: BrowserContextOptions): Promise<Page> {
  const watched = await openPage(text, options);
  onTestFinished(async () => {
    expect(watched.consoleErrors).toEqual([]);
    expect(watched.pageErrors).toEqual([]);
    expect(watched.requests).toEqual([watched.url]);
    await watched[Symbol.asyncDispose]();
  });
  return watched.page;
}

const viewOf = (baseline: readonly NamedRun[], candidate: readonly NamedRun[]): ComparisonView => {
  const sides = { baseline, candidate };
  const options = { replicate: 'run', threshold: 0.05, alpha: 0.05 } as const;
  return { ...sides, leftOut: [], gates: [], doubts: doubtsOf(sides), comparison: compareRuns(sides, options) };
};

const random = seeded(3);
/** Two targets; everything that takes time takes half as long again. */
const many = viewOf(noisyRuns(8, { random }), noisyRuns(8, { random, times: 1.5 }));
const curvesOfMany = (['baseline', 'candidate'] as const).flatMap((side) =>
  many[side].flatMap(({ name, result }) => curvesOfRun(side, name, result, [])),
);

const { result } = makeRun();
const hostile = hostileRun();

function hostileComparison(): Promise<string> {
  const targets = hostile.result.targets.map((target) => ({ ...target, status: 'complete' as const }));
  const run = { name: hostile.words.markup, result: { ...hostile.result, targets } };
  const view = viewOf([run], [{ ...run, name: `${run.name} again` }]);
  const leftOut = [{ name: hostile.words.markup, why: hostile.words.markup }];
  const curves = curvesOfRun('baseline', run.name, run.result, hostile.samples);
  return renderComparisonHtml({ ...view, leftOut, doubts: [hostile.words.markup] }, curves);
}

const entry = (directory: string, day: number, hasReport = true): HistoryEntry => ({
  ...{ directory, kind: 'run' },
  ...historyRun({ ...result, startedAt: `2026-11-2${day}T10:00:00.000Z` }, hasReport),
});
const here = {
  pathTo: (folder: string) => folder,
  folder: 'out',
  comparisons: [
    `compare-${comparisonName('reports/b')}--${comparisonName('reports/poor-utilization-2026-11-21T14-03-59')}.html`,
  ],
};
const damaged = { directory: 'reports/bad', kind: 'damaged', why: 'result.json: damaged, not JSON' } as const;
const history = () =>
  renderHistoryPage(
    [entry('reports/poor-utilization-2026-11-21T14-03-59', 1), entry('reports/b', 0, false), damaged],
    here,
  );
const hostileHistory = () =>
  renderHistoryPage(
    [
      { directory: `reports/${hostile.words.markup}`, kind: 'run', ...historyRun(hostile.result, true) },
      { ...damaged, directory: hostile.words.markup, why: hostile.words.markup },
    ],
    here,
  );

const renderings: Readonly<Record<string, () => string | Promise<string>>> = {
  comparison: () => renderComparisonHtml(many, curvesOfMany),
  'comparison of hostile texts': hostileComparison,
  'comparison of one run a side': () =>
    renderComparisonHtml(viewOf(noisyRuns(1, { random }), noisyRuns(1, { random })), []),
  history,
  'history of hostile texts': hostileHistory,
  'history of nothing': () => renderHistoryPage([], here),
  study: () => renderStudyPage(studyResult, studySamples),
};

/** Each is rendered once. */
const rendered = new Map<string, string | Promise<string>>();
const pages = Object.fromEntries(
  Object.entries(renderings).map(([name, render]) => [
    name,
    () => {
      const text = rendered.get(name) ?? render();
      rendered.set(name, text);
      return text;
    },
  ]),
);

/** What is wrong, and what axe-core could not decide. */
async function findings(page: Page): Promise<string[]> {
  const { violations, incomplete } = await axeFindings(page);
  return [...violations, ...incomplete];
}

describe.each(Object.entries(pages))('the %s', (_, render) => {
  it.each(['light', 'dark', 'phone'] as const)(
    'asks for nothing, complains of nothing, does not overflow, and axe-core finds nothing, nor cannot decide: %s',
    async (screen) => {
      const page = await open(await render(), screens[screen]);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(screens[screen].viewport.width);
      expect(await findings(page)).toEqual([]);
    },
  );

  it('shows all of its tables, drawings and words with scripts switched off', async () => {
    const text = await render();
    const [plain, scripted] = [await open(text, screens['without scripts']), await open(text, screens.light)];
    const wordsOf = 'document.querySelector("main").textContent.replaceAll(/\\s+/g, " ")';
    const added =
      'document.querySelectorAll(".tools, .tip, .filters, .compare-two").forEach((element) => element.remove())';
    await scripted.evaluate(added);
    expect(await plain.evaluate(wordsOf)).toBe(await scripted.evaluate(wordsOf));
    for (const part of ['table', 'svg.chart', 'details'])
      expect(await plain.locator(part).count()).toBe(await scripted.locator(part).count());
  });

  it('prints on A4: nothing is beyond the edge of the paper, and what is folded up is there', async () => {
    const page = await open(await render(), screens.dark);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    // 210 by 297 mm are 595 by 842 points.
    const sheets = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, width, height]) => [
      Math.round(Number(width)),
      Math.round(Number(height)),
    ]);
    expect(sheets.length).toBeGreaterThan(0);
    expect(new Set(sheets.map(String))).toEqual(new Set(['595,842']));
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: paperPx, height: 900 });
    expect(await beyond(page)).toEqual([]);
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(24, 32, 43)');
    for (const table of await page.locator('details table').all())
      expect(await table.evaluate((element) => element.checkVisibility())).toBe(true);
  });
});

/** What ends to the right of the paper, or is cut off by what it is in. */
const beyond = (page: Page): Promise<unknown> =>
  page.evaluate(`[...document.querySelectorAll('body *')]
    .filter((element) => element.checkVisibility() && !element.closest('.unseen, svg svg'))
    .filter((element) => {
      const { overflowX, display } = getComputedStyle(element);
      const cut = overflowX !== 'visible' && display !== 'inline' && element.scrollWidth > element.clientWidth + 1;
      return element.getBoundingClientRect().right > ${paperPx} + 0.5 || (cut && !element.closest('svg'));
    })
    .map((element) => element.outerHTML.slice(0, 120))`);

describe.each([
  ['comparison', 'comparison of hostile texts'],
  ['history', 'history of hostile texts'],
])('hostile texts in the %s', (harmless, name) => {
  it('are shown as text, and no element is made of them', async () => {
    const page = await open((await pages[name]?.()) ?? '', screens.light);
    expect(await page.locator('img, iframe, object, embed, [onerror], [onx]').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(1);
    expect(await page.title()).toMatch(/rollcall/);
    expect(await page.locator('body').textContent()).toContain(hostile.words.markup);
    const other = await open((await pages[harmless]?.()) ?? '', screens.light);
    const tags = '[...new Set([...document.querySelectorAll("*")].map(({ tagName }) => tagName))]';
    const known = new Set((await other.evaluate(tags)) as string[]);
    expect(((await page.evaluate(tags)) as string[]).filter((tag) => !known.has(tag))).toEqual([]);
  });
});

it('a comparison shows the medians of the runs, worse and better in words and not by colour alone', async () => {
  const page = await open((await pages['comparison']?.()) ?? '', screens.light);
  const shown: (number | null)[] = await page
    .locator('#target-0 table:has(caption:has-text("figures")) tbody td:nth-child(2)')
    .evaluateAll((cells) => cells.map((cell) => Number(cell.querySelector('data')?.getAttribute('value'))));
  const rows = many.comparison.metrics.filter(({ target }) => target === 'lambda');
  expect(shown).toEqual(rows.map(({ values }) => values?.baselineMedian));
  // The primary p50 and cost are 1.5 times as much, and beside them p90, p99, the response times, billed time and memory.
  expect(await page.locator('#target-0 .tag.regression').allTextContents()).toEqual(Array(2).fill('worse'));
  const exploratory = page.locator('#target-0 .tag.exploratory', { hasText: 'worse' });
  expect(await exploratory.allTextContents()).toEqual(Array(7).fill('worse (exploratory)'));
  // Of the eighteen of both targets five are in the head.
  expect(await page.locator('.changes li').count()).toBe(5);
  expect(await page.locator('.changes .note').textContent()).toBe('and 13 more changes below');
});

it('a mark on a curve names the run, its side and the share, by hand and by keyboard', async () => {
  const page = await open((await pages['comparison']?.()) ?? '', screens.light);
  const chart = page.locator('#target-0 svg.chart:visible').nth(1);
  await chart.focus();
  await page.keyboard.press('End');
  const tip = page.locator('.tip');
  expect(await tip.textContent()).toMatch(/^candidate, run \d: (99|100)% took at most [\d.,]+ ms$/);
  await page.keyboard.press('Escape');
  expect(await tip.isVisible()).toBe(false);
});

it('a history copies a row for each target, the whole run in each; only a folder with a report is a link', async () => {
  const page = await open(history(), screens.light);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: /Copy as CSV/ }).click();
  const copied = String(await page.evaluate('navigator.clipboard.readText()')).split('\r\n');
  // A head, three targets of two runs, and the end of the last line.
  expect(copied).toHaveLength(8);
  expect(copied[2]).toMatch(/^2026-11-21 10:00:00 UTC,poor-utilization,VALID,1 failed,server,1,1×,"max 1,0/);
  expect(
    await page.locator('.history a').evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
  ).toEqual(['reports/poor-utilization-2026-11-21T14-03-59/report.html']);
});

/** The first run of two is SUSPECT and has another scenario. */
const filtered = () =>
  renderHistoryPage(
    [
      { ...entry("reports/it's", 2), scenario: 'other', verdict: 'SUSPECT' } as HistoryEntry,
      entry('reports/poor-utilization-2026-11-21T14-03-59', 1),
      entry('reports/b', 0),
    ],
    here,
  );

it('a history filters by scenario, target, verdict and date, with the keyboard alone; facts about a run stay in sight', async () => {
  const page = await open(filtered(), screens.light);
  const rows = page.locator('tbody tr:visible');
  const status = page.locator('.filters output');
  expect(await rows.count()).toBe(9);
  await page.getByLabel('Scenario').focus();
  await page.keyboard.press('ArrowDown');
  expect([await rows.count(), await status.textContent()]).toEqual([3, '1 of 3 runs']);
  expect(await page.locator('#trends figure:visible').count()).toBe(0);
  await page.keyboard.press('Home');
  await page.getByLabel('Target').selectOption('server');
  expect(await rows.count()).toBe(3);
  // The row of the server now shows the date, the box and the link of its run.
  expect(await rows.first().locator('th').innerText()).toContain('2026-11-22 10:00:00 UTC');
  expect(await rows.first().locator('input, a').count()).toBe(2);
  await page.getByLabel('Verdict').selectOption('VALID');
  await page.getByLabel('Since').fill('2026-11-21');
  expect([await rows.count(), await status.textContent()]).toEqual([1, '1 of 3 runs']);
});

it('a history has the command that compares two chosen runs, to copy, and a link to the page if it is there', async () => {
  const page = await open(filtered(), screens.light);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const panel = page.locator('.compare-two');
  expect(await panel.textContent()).toContain('0 of 2');
  await page.getByLabel('Compare reports/b').check();
  await page.getByLabel("Compare reports/it's").check();
  const file = `out/compare-${comparisonName('reports/b')}--${comparisonName("reports/it's")}.html`;
  const quoted = `rollcall compare reports/b 'reports/it'\\''s' --out ${file}`;
  expect(await panel.locator('code').textContent()).toBe(quoted);
  expect(await panel.locator('a').count()).toBe(0);
  await page.getByRole('button', { name: 'Copy the command' }).click();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(quoted);
  // A third one takes the place of the first; the older one is the baseline.
  await page.getByLabel('Compare reports/poor-utilization-2026-11-21T14-03-59').check();
  await page.getByLabel("Compare reports/it's").uncheck();
  await page.getByLabel('Compare reports/b').check();
  expect(await page.getByRole('checkbox', { checked: true }).count()).toBe(2);
  expect(await panel.locator('a').getAttribute('href')).toBe(here.comparisons[0]);
});
