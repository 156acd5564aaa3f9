import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { meaningOf } from '../../../src/report/glossary/glossary.ts';
import { pageOf, sharedRun } from '../../fixtures/report/page-of.ts';
import { pagesInBrowser } from './browser.ts';

const openPage = pagesInBrowser();

const phone = { viewport: { width: 390, height: 844 } };
const desk = { viewport: { width: 1280, height: 900 } };

async function open(options: BrowserContextOptions, requests = 10): Promise<Page> {
  const watched = await openPage(await pageOf(sharedRun(requests)), options);
  const { page, consoleErrors, pageErrors } = watched;
  onTestFinished(async () => {
    expect([...consoleErrors, ...pageErrors]).toEqual([]);
    await watched[Symbol.asyncDispose]();
  });
  return page;
}

/** Of all that may scroll by itself and holds one of these, the labels of what is wider than its place. */
const wider = (page: Page, holding: string): Promise<unknown> =>
  page.evaluate(`document.querySelectorAll('details').forEach((one) => { one.open = true; });
    [...document.querySelectorAll('.scroll:has(${holding})')]
      .filter((one) => one.scrollWidth > one.clientWidth)
      .map((one) => one.getAttribute('aria-label') + ' ' + one.scrollWidth + '/' + one.clientWidth)`);

describe.each([
  ['with its script', {}],
  ['without scripts', { javaScriptEnabled: false }],
])('at 390 px, %s', (_, options) => {
  it('shows every drawing whole: none scrolls, each is within the page', async () => {
    const page = await open({ ...phone, ...options }, 100);
    expect(await wider(page, 'svg')).toEqual([]);
    const drawings = await page.locator('svg.chart:visible').evaluateAll((all) =>
      all.map((one) => {
        const { left, right, height } = one.getBoundingClientRect();
        return { left, right, height };
      }),
    );
    expect(drawings.length).toBeGreaterThan(12);
    expect(drawings.filter(({ left, right, height }) => left < 0 || right > 390 || height < 5)).toEqual([]);
  });

  it('shows one rendering of each drawing, with texts of 11 px and more', async () => {
    const page = await open({ ...phone, ...options });
    expect(await page.locator('svg.chart.full:visible').count()).toBe(0);
    expect(await page.locator('svg.chart.narrow:visible').count()).toBe(await page.locator('svg.chart.narrow').count());
    const sizes = await page.evaluate(`[...document.querySelectorAll('svg.chart text')]
      .filter((one) => one.checkVisibility())
      .map((one) => parseFloat(getComputedStyle(one).fontSize) * Math.hypot(one.getScreenCTM().a, one.getScreenCTM().b))`);
    expect(Math.min(...(sizes as number[]))).toBeGreaterThan(10.5);
  });
});

it('draws the time axis to its end on a phone: the names of lanes, ticks apart from each other, and 200 px of plot', async () => {
  const page = await open(phone);
  const boxes = (selector: string) =>
    page
      .locator('#lanes svg.chart[data-axis="burst"]')
      .last()
      .locator(selector)
      .evaluateAll((all) =>
        all.map((one) => one.getBoundingClientRect()).map(({ left, right, width }) => ({ left, right, width })),
      );
  const [[plot], names, ticks] = [await boxes('.axis'), await boxes('.name'), await boxes('.ticks text:visible')];
  expect(plot?.width).toBeGreaterThan(200);
  expect(names).toHaveLength(10);
  for (const { left, right } of names) {
    expect(left).toBeGreaterThanOrEqual(26);
    expect(right).toBeLessThan(plot?.left ?? 0);
  }
  expect(ticks.length).toBeGreaterThan(1);
  for (const [index, { right }] of ticks.entries()) {
    expect(right).toBeLessThan(ticks[index + 1]?.left ?? 390);
  }
});

it('keeps the wide rendering on paper and on a desk', async () => {
  const page = await open(desk, 100);
  expect(await page.locator('svg.chart.narrow:visible').count()).toBe(0);
  await page.evaluate('document.body.classList.add("all")');
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 590, height: 900 });
  expect(await page.locator('svg.chart.narrow:visible').count()).toBe(0);
  expect(await page.locator('svg.chart.full:visible').count()).toBeGreaterThan(2);
});

it('has no table that is wider than a page of 1280 px', async () => {
  expect(await wider(await open(desk, 100), 'table')).toEqual([]);
});

it('points at the nearest mark all over a chart of curves or levels, the empty part too, and with the keyboard', async () => {
  const page = await open(desk, 100);
  const tip = page.locator('.tip');
  for (const [chart, words] of [
    ['#concurrency svg.chart', /after .*in flight/],
    ['#latency svg.chart.full', /fastest answer|percentiles above/],
  ] as const) {
    const drawing = page.locator(chart).first();
    await drawing.scrollIntoViewIfNeeded();
    const box = await drawing.boundingBox();
    if (box === null) throw new Error('the drawing has no place');
    for (const [across, down] of [
      [0.3, 0.1],
      [0.6, 0.9],
      [0.95, 0.5],
    ] as const) {
      await page.mouse.move(box.x + box.width * across, box.y + box.height * down);
      expect(await tip.innerText()).toMatch(words);
    }
    // Along the upper edge, where there is nothing but the drawing itself.
    const said = [];
    for (const across of [0.3, 0.95]) {
      await page.mouse.move(box.x + box.width * across, box.y + 2);
      said.push(await tip.innerText());
    }
    expect(said[0]).not.toBe(said[1]);
    await page.mouse.move(box.x + box.width / 2, box.y - 40);
    expect(await tip.isVisible()).toBe(false);
    await drawing.focus();
    await page.keyboard.press('End');
    expect(await tip.innerText()).toMatch(words);
    await page.keyboard.press('Escape');
  }
});

it('says of every number what it is: unit, formula and source in a table, and in its tip', async () => {
  const page = await open(desk);
  const metrics = await page
    .locator('[data-metric]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('data-metric') ?? ''));
  expect(metrics.filter((metric) => meaningOf(metric) === undefined)).toEqual([]);
  const listed = await page
    .locator('#numbers [data-of]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('data-of')));
  expect([...listed].sort()).toEqual([...new Set(metrics.map((metric) => meaningOf(metric)?.metric))].sort());
  await page.getByText('Memory and bills in numbers').click();
  await page.locator('#costs [data-metric$="billing.gbSeconds"]').first().hover();
  const words = await page.locator('.tip').innerText();
  expect(words).toMatch(/^targets\.lambda\.billing\.gbSeconds = /);
  // As docs/metrics.md has it.
  expect(words).toContain('sum of billedMs / 1000 * memory size / 1024; in GB-s; source: see billing.source');
});

it('links to the files that are beside it', async () => {
  const page = await open(desk);
  const links = page.locator('footer a[href]:not([href^="#"])');
  expect(await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')))).toEqual([
    'result.json',
    'samples.ndjson',
  ]);
});

it('has in its legend what the lanes are where no request is', async () => {
  const page = await open(desk);
  expect(await page.locator('#lanes .legend').first().textContent()).toContain('idle');
});
