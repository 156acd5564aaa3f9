import { readFile } from 'node:fs/promises';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { RunResult } from '../../../src/model/run-result.ts';
import { html } from '../../../src/report/page/markup.ts';
import { page as pageAround } from '../../../src/report/page/page.ts';
import { folded, table } from '../../../src/report/page/table.ts';
import { renderSheet } from '../../../src/report/sheet/sheet.ts';
import { hostileRun } from '../../fixtures/report/hostile-run.ts';
import type { Run } from '../../fixtures/report/make-run.ts';
import { pageOf, sharedRun } from '../../fixtures/report/page-of.ts';
import { axeFindings } from './axe.ts';
import { pagesInBrowser } from './browser.ts';

const openPage = pagesInBrowser();

const wide = { viewport: { width: 1280, height: 900 } };

async function openText(text: string, options: BrowserContextOptions) {
  const watched = await openPage(text, options);
  onTestFinished(async () => {
    expect(watched.consoleErrors).toEqual([]);
    expect(watched.pageErrors).toEqual([]);
    expect(watched.requests).toHaveLength(1);
    await watched[Symbol.asyncDispose]();
  });
  return watched.page;
}

const open = async (run: Run, options: BrowserContextOptions = wide) => openText(await pageOf(run), options);

const pages: Record<string, () => Promise<string>> = {
  report: () => pageOf(sharedRun()),
  'decision sheet': async () => renderSheet(sharedRun().result).html,
};

describe.each(Object.keys(pages))('the %s', (name) => {
  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
  ] as const)('has nothing that axe-core finds or cannot decide: %s, %i px wide', async (colorScheme, width) => {
    const page = await openText((await pages[name]?.()) ?? '', { colorScheme, viewport: { width, height: 900 } });
    expect(await axeFindings(page)).toEqual({ violations: [], incomplete: [] });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  });
});

it('reaches everything that can be used with the Tab key alone, shows where it is, and opens what is folded with Enter', async () => {
  const page = await open(sharedRun());
  await page.evaluate(`{
    window.reached = new Set();
    window.unseen = [];
    document.addEventListener('focusin', ({ target }) => {
      window.reached.add(target);
      if (getComputedStyle(target).outlineStyle === 'none') window.unseen.push(target.outerHTML.slice(0, 100));
    });
    window.usable = [...document.querySelectorAll('a[href], button:not(:disabled), summary, [tabindex="0"]')]
      .filter((one) => one.checkVisibility());
  }`);
  const usable = Number(await page.evaluate('window.usable.length'));
  expect(usable).toBeGreaterThan(40);
  for (let stop = 0; stop < usable; stop += 1) await page.keyboard.press('Tab');
  const missed = 'window.usable.filter((one) => !window.reached.has(one)).map((one) => one.outerHTML.slice(0, 100))';
  expect(await page.evaluate(missed)).toEqual([]);
  expect(await page.evaluate('window.unseen')).toEqual([]);
  const summary = page.locator('summary:has-text("Outcome of every request")');
  await summary.focus();
  await page.keyboard.press('Enter');
  expect(await page.locator('#requests').isVisible()).toBe(true);
});

/** Of the second panel, below the baseline: environments of a burst fill the axis, which makes the place of the plot that of its lanes. */
const fullPlot = (page: Page, section: string) => page.locator(`#${section} [data-axis="burst"] svg.plot`).nth(1);
const views = (page: Page) =>
  page
    .locator('[data-axis="burst"] svg.plot')
    .evaluateAll((plots) => plots.map((plot) => (plot.getAttribute('viewBox') ?? '').split(' ').map(Number)));

it('zooms all charts of a time axis together: dragged over its middle half they show half; Escape shows the whole', async () => {
  const page = await open(sharedRun());
  await fullPlot(page, 'lanes').scrollIntoViewIfNeeded();
  const whole = await views(page);
  const box = await fullPlot(page, 'lanes').boundingBox();
  if (box === null) throw new Error('the plot has no place');
  await page.mouse.move(box.x + box.width / 4, box.y + 5);
  await page.mouse.down();
  await page.mouse.move(box.x + (box.width * 3) / 4, box.y + 8, { steps: 4 });
  await page.mouse.up();
  const zoomed = await views(page);
  // Three lanes and three of concurrency.
  expect(zoomed).toHaveLength(6);
  for (const [index, [from = 0, , length = 0]] of zoomed.entries()) {
    const span = whole[index]?.[2] ?? 0;
    expect(Math.abs(from / span - 0.25)).toBeLessThan(0.01);
    expect(Math.abs(length / span - 0.5)).toBeLessThan(0.01);
  }
  expect(await page.locator('#lanes [data-axis="two-calls"] svg.plot').getAttribute('viewBox')).toMatch(/^0 /);
  await page.keyboard.press('Escape');
  expect(await views(page)).toEqual(whole);
});

it('zooms with plus and minus where a chart has the focus: half, a quarter, half', async () => {
  const page = await open(sharedRun());
  const [[, , span = 0] = []] = await views(page);
  await page.locator('#lanes svg.chart[data-axis="burst"]').first().focus();
  const lengths: number[] = [];
  for (const key of ['+', '+', '-']) {
    await page.keyboard.press(key);
    lengths.push(((await views(page))[0]?.[2] ?? 0) / span);
  }
  expect(lengths.map((length) => Math.round(length * 1000) / 1000)).toEqual([0.5, 0.25, 0.5]);
});

it('names the request, the environment and the numbers of a bar that is pointed at, tapped, or reached with the keyboard', async () => {
  const run = sharedRun();
  const page = await open(run, { ...wide, hasTouch: true });
  const tip = page.locator('.tip');
  expect(await tip.isVisible()).toBe(false);
  const bar = page.locator('#lanes [data-axis="burst"] g.mark:has(.waiting)').first();
  await bar.locator('.waiting').hover();
  const words = await tip.innerText();
  const first = run.samples.find(({ phase }) => phase === 'burst');
  expect(words).toContain(first?.identity?.instanceId);
  expect(words).toMatch(/service time 1,0\d\d ms, answered 200/);
  expect(words).toMatch(/CPU 8\.40 ms, waiting 1,00\d ms/);
  await page.keyboard.press('Escape');
  expect(await tip.isVisible()).toBe(false);
  await bar.locator('.waiting').tap();
  expect(await tip.innerText()).toBe(words);
  await page.getByText('The staircase: what each request waited for').click();
  const chart = page.locator('#staircase svg.chart').first();
  await chart.focus();
  await page.keyboard.press('Home');
  expect(await tip.innerText()).toContain('rank 1: service time');
  await page.keyboard.press('ArrowRight');
  expect(await tip.isVisible()).toBe(true);
});

it('shows hostile words in a tip as text', async () => {
  const hostile = hostileRun();
  const page = await open(hostile);
  // Of a lane with one request at a time: in others, one request covers another.
  await page.locator('#lanes svg.plot > g.mark:not(.alive) rect').first().hover();
  expect(await page.locator('.tip').innerText()).toContain(hostile.words.markup);
  expect(await page.locator('.tip *').count()).toBe(0);
});

it('copies a table as CSV: raw numbers under the names of their metrics; without a clipboard the text is selected', async () => {
  const run = sharedRun();
  const page = await open(run);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByText('Memory and bills in numbers').click();
  const button = page.locator('#costs').getByRole('button', { name: /Copy as CSV: Memory/ });
  await button.click();
  const copied = String(await page.evaluate('navigator.clipboard.readText()'));
  const [head, lambda] = copied.split('\r\n');
  expect(head).toMatch(/^target,idle RSS \[memory\.idle\.rssMb\],/);
  // From the fixture: 52 MB, 38 MB and 512 MB for each of ten.
  expect(lambda).toMatch(/^lambda,44,40,520,380,52,10,5120,/);
  await page.evaluate('Object.defineProperty(navigator, "clipboard", { value: undefined })');
  await button.click();
  const area = page.locator('#costs textarea');
  expect(await area.inputValue()).toBe(copied.replaceAll('\r\n', '\n'));
  expect(
    await page.evaluate(
      '(({ selectionEnd, selectionStart }) => selectionEnd - selectionStart)(document.activeElement)',
    ),
  ).toBe(copied.replaceAll('\r\n', '\n').length);
});

it('copies all rows of a table, folded or not, and says so where the page has only a part of them', async () => {
  const rows = Array.from({ length: 1000 }, (_, index) => [`row ${index}`, String(index)]);
  const parts = { caption: 'Rows', columns: ['name', 'number'], rows };
  const content = html`${folded('All', table(parts))}${table({ ...parts, totalRows: 1200 })}`;
  const page = await openText(pageAround('tables', content), wide);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByText('All', { exact: true }).click();
  await page.getByRole('button', { name: 'Copy as CSV: Rows', exact: true }).click();
  const lines = String(await page.evaluate('navigator.clipboard.readText()'))
    .trimEnd()
    .split('\r\n');
  expect([lines.length, lines[0], lines.at(-1)]).toEqual([1001, 'name,number', 'row 999,999']);
  expect(await page.getByRole('button').allTextContents()).toEqual(['Copy as CSV', 'Copy 1,000 of 1,200 rows as CSV']);
});

it('neutralizes a formula and quotes commas and quotation marks in what it copies', async () => {
  const { result, samples } = sharedRun();
  const named = {
    ...result,
    targets: result.targets.map((target, index) => (index === 1 ? { ...target, name: '=A1,"x"' } : target)),
  };
  const page = await open({ result: named, samples });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByText('Outcome of every request').click();
  await page
    .locator('#requests')
    .getByRole('button', { name: /Requests by outcome/ })
    .click();
  expect(await page.evaluate('navigator.clipboard.readText()')).toContain(`\r\n"'=A1,""x""",10,10,`);
});

it('has no button without its script, and a table behind every drawing that has no words of its own', async () => {
  const page = await open(sharedRun(100), { ...wide, javaScriptEnabled: false });
  expect(await page.locator('button').count()).toBe(0);
  const figures = page.locator('figure:has(svg.chart:not(.bar))');
  expect(await figures.count()).toBeGreaterThan(5);
  expect(await page.locator('figure:has(svg.chart:not(.bar)):not(:has(details table))').count()).toBe(0);
});

/** Two more options, each with a break-even beside each of the others. */
function fiveOptions() {
  const { result } = sharedRun();
  const more = result.targets.slice(1).map((target) => ({ ...target, name: `${target.name}-2` }));
  const targets = [...result.targets, ...more];
  const [found] = result.comparison?.breakEven ?? [];
  const breakEven = targets.flatMap(({ name }, index) =>
    targets
      .slice(index + 1)
      .flatMap((other) => (found ? [{ ...found, between: [name, other.name] as [string, string] }] : [])),
  );
  const comparison = result.comparison && { ...result.comparison, breakEven };
  return { ...result, targets, ...(comparison && { comparison }) };
}

const gallery = (name: string) => async (): Promise<RunResult> =>
  JSON.parse(await readFile(new URL(`../../../reports/gallery/${name}/result.json`, import.meta.url), 'utf8'));

const demands = [{}, { perSecond: 100, burst: 50 }];

it.each([
  ['three options', () => sharedRun().result],
  ['five options', fiveOptions],
  ['burst-10', gallery('burst-10')],
  ['staircase', gallery('staircase')],
  ['five-ways', gallery('five-ways')],
])(
  'prints a decision sheet of %s on one page of A4, without and with a demand, and nothing is cut',
  async (_, resultOf) => {
    const result = await resultOf();
    for (const demand of demands) {
      const page = await openText(renderSheet(result, demand).html, wide);
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
      // A4 without its margins of 9 mm is 192 mm or 726 CSS pixels wide and 279 mm or 1,054 high; a page that is too wide would be shrunk.
      await page.emulateMedia({ media: 'print' });
      await page.setViewportSize({ width: 726, height: 900 });
      const places = await page
        .locator('main *')
        .evaluateAll((all) =>
          all.map((one) => one.getBoundingClientRect()).map(({ right, bottom }) => ({ right, bottom })),
        );
      expect(Math.max(...places.map(({ right }) => right))).toBeLessThanOrEqual(726.5);
      expect(Math.max(...places.map(({ bottom }) => bottom))).toBeLessThanOrEqual(1054);
    }
  },
);

it('prints a report of a burst of 100 without cutting a drawing: none is higher than a page, none wider', async () => {
  const page = await open(sharedRun(100));
  const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
  expect(pdf.length).toBeGreaterThan(10_000);
  await page.emulateMedia({ media: 'print' });
  // A4 without margins of 14 mm: 688 * 1017 CSS pixels.
  await page.setViewportSize({ width: 688, height: 1017 });
  const sizes = await page.locator('svg.chart').evaluateAll((charts) =>
    charts.map((chart) => {
      const { width, height } = chart.getBoundingClientRect();
      return { width, height };
    }),
  );
  expect(sizes.filter(({ width, height }) => width > 688 || height > 1017)).toEqual([]);
});
