import { beforeAll, describe, expect, it } from 'vitest';
import { loadCharts } from '../../../src/report/charts/chart.ts';
import { renderPlanPage } from '../../../src/report/plan/page.ts';
import { inputsOf, planOf } from '../../unit/planner/plan-of.ts';
import { axeFindings } from './axe.ts';
import { pagesInBrowser, screens } from './browser.ts';

const plan = `
name: shop
question: Lambda or <b>Fargate</b>?
demand: { average: 50/s, burst: 200, growthPerYear: 0.5, dailyShape: [1,1,1,1,1,1,1,1,2,2,2,2,2,2,2,2,2,2,2,2,2,2,1,1] }
calls: { cpu: { value: 5, low: 4, high: 7 }, wait: 240ms, init: 600ms, baseMb: 90, perRequestMb: 1, connections: 10 }
options:
  - { kind: event, memoryMb: [512, 1769] }
  - { kind: fargate, vcpu: 1, memoryMb: 2048 }
  - { kind: managed }
`;

const openPage = pagesInBrowser();

/** Computed and rendered once, before the first page. */
let pageText: string;
beforeAll(async () => {
  pageText = await renderPlanPage(planOf(plan), { draw: await loadCharts(), inputs: inputsOf(plan) });
});

describe.each(Object.entries(screens))('the page of a plan, %s', (name, options) => {
  it('shows the decision first, options and charts, is no wider than the screen, and asks nobody', async () => {
    await using watched = await openPage(pageText, options);
    const { page, consoleErrors, pageErrors } = watched;
    expect(await page.locator('main p').first().textContent()).toBe('Recommended: fargate 1 vCPU 2048 MB.');
    expect(await page.locator('h1').textContent()).toBe('Lambda or <b>Fargate</b>?');
    expect(await page.locator('figure svg.chart:visible').count()).toBeGreaterThanOrEqual(3);
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(options.viewport.width);
    expect(await page.locator('.live').isVisible()).toBe(name !== 'without scripts');
    // Over the rate twice, over the day, over the peak hour of managed instances, over the burst.
    expect(await page.locator('figure svg.chart.near:visible').count()).toBe(5);
    expect([...consoleErrors, ...pageErrors]).toEqual([]);
    if (name !== 'without scripts') expect(await axeFindings(page)).toEqual({ violations: [], incomplete: [] });
  });
});

it('the controls calculate again in the browser: at 2/s the function is recommended, and reset returns to the plan', async () => {
  await using watched = await openPage(pageText, screens.light);
  const { page } = watched;
  const status = page.locator('.live-recommendation');
  const shown = 'Recommended: fargate 1 vCPU 2048 MB, $28.84 a month (x).';
  expect(await status.textContent()).toBe(shown);
  const cells = () => page.locator('.live tbody td').allTextContents();
  const planned = await cells();
  expect(planned).toContain('$28.84 x');
  await page.locator('input[name=averagePerSecond]').fill('2');
  // Every number of the table has its letter, also when the browser calculated it.
  const numbers = (await cells()).filter((cell) => /^\$?\d/.test(cell));
  expect(numbers.length).toBeGreaterThanOrEqual(12);
  expect(numbers.filter((cell) => !/ [mgpx](, \d+% throttled)?$/.test(cell))).toEqual([]);
  expect(await page.locator('.live-method').textContent()).toContain('not the numbers of the plan');
  expect(await status.textContent()).toMatch(/^Recommended: lambda 512 MB, \$1\d\.\d\d a month \([px]\)\.$/);
  await page.locator('.controls button').click();
  await expect.poll(() => status.textContent()).toBe(shown);
  expect(await cells()).toEqual(planned);
  const cpu = page.locator('input[name=cpuMs]');
  const message = page.locator('.problem:not(:empty)');
  for (const [field, value] of [
    ['averagePerSecond', ''],
    ['averagePerSecond', '0'],
    ['cpuMs', '-5'],
  ] as const) {
    await page.locator(`input[name=${field}]`).fill(value);
    expect(await message.count()).toBe(1);
    expect(await page.locator(`input[name=${field}][aria-invalid=true]`).count()).toBe(1);
    expect(new Set(await cells())).toEqual(new Set(['–']));
    expect(await status.textContent()).toBe('Not calculated: an input is refused.');
    await page.locator('.controls button').click();
    await expect.poll(() => status.textContent()).toBe(shown);
  }
  expect(await message.count()).toBe(0);
  expect(await cpu.getAttribute('aria-invalid')).toBe('false');
  await page.locator('input[name=waitMs]').fill('1000000');
  const rows = await page.locator('.live tbody tr').allTextContents();
  expect(rows.map((row) => row.slice(0, 6))).toEqual(['lambda', 'lambda', 'fargat', 'manage']);
});

// A4 without its margins of 10 mm is 190 mm or 718 CSS pixels wide, and 277 mm or 1,047 high.
const paper = { width: 718, height: 1047 };

it('prints on A4 with all that is folded, without what can be changed; decision and options are on the first page', async () => {
  await using watched = await openPage(pageText, screens.light);
  const { page } = watched;
  const folded = page.locator('details:not([open])');
  expect(await folded.count()).toBeGreaterThan(0);
  const contentHeights = () =>
    folded
      .locator(':scope > :not(summary)')
      .evaluateAll((all) => all.map((one) => (one.checkVisibility() ? one.getBoundingClientRect().height : 0)));
  expect(Math.max(...(await contentHeights()))).toBe(0);
  expect(await page.locator('.live').isVisible()).toBe(true);
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize(paper);
  expect(Math.min(...(await contentHeights()))).toBeGreaterThan(10);
  for (const onScreenOnly of ['.live', 'summary'])
    expect(await page.locator(`${onScreenOnly}:visible`).count()).toBe(0);
  const boxes = (selector: string) =>
    page.locator(selector).evaluateAll((all) =>
      all.map((one) => {
        const { right, bottom, height } = one.getBoundingClientRect();
        return { right, bottom, height };
      }),
    );
  const all = await boxes('main *');
  expect(Math.max(...all.map(({ right }) => right))).toBeLessThanOrEqual(paper.width + 0.5);
  const cut =
    '[...document.querySelectorAll("main :not(svg *)")].filter((one) => getComputedStyle(one).overflowX !== "visible" && one.scrollWidth > one.clientWidth).length';
  expect(await page.evaluate(cut)).toBe(0);
  const drawings = await boxes('figure');
  expect(Math.max(...drawings.map(({ height }) => height))).toBeLessThan(paper.height);
  const [options] = await boxes('main > section:nth-of-type(2) table');
  expect(options?.bottom).toBeLessThan(paper.height);
});
