import type { BrowserContextOptions } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { printable } from '../../../src/model/printable.ts';
import type { RunResult } from '../../../src/model/run-result.ts';
import { renderSheet } from '../../../src/report/sheet/sheet.ts';
import { hostileRun } from '../../fixtures/report/hostile-run.ts';
import type { Run } from '../../fixtures/report/make-run.ts';
import { pageOf, sharedRun } from '../../fixtures/report/page-of.ts';
import { pagesInBrowser } from './browser.ts';

const openPage = pagesInBrowser();

const screens = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
  'reduced motion': { reducedMotion: 'reduce', viewport: { width: 1280, height: 900 } },
  'without scripts': { javaScriptEnabled: false, viewport: { width: 1280, height: 900 } },
} as const satisfies Record<string, BrowserContextOptions>;

async function open(run: Run, options: BrowserContextOptions) {
  const watched = await openPage(await pageOf(run), options);
  onTestFinished(() => watched[Symbol.asyncDispose]());
  return watched;
}

const runs: Record<string, () => Run> = {
  'a burst of 10': () => sharedRun(),
  'a burst of 100': () => sharedRun(100),
  'hostile texts': hostileRun,
};

describe.each(Object.keys(runs))('the report of a run with %s', (name) => {
  const run = (runs[name] ?? sharedRun)();

  it.each(['light', 'dark', 'phone'] as const)(
    'asks for nothing, complains of nothing and does not overflow: %s',
    async (screen) => {
      const { page, consoleErrors, pageErrors, requests, url } = await open(run, screens[screen]);
      expect(consoleErrors).toEqual([]);
      expect(pageErrors).toEqual([]);
      expect(requests).toEqual([url]);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(screens[screen].viewport.width);
    },
  );

  it.each(Object.keys(screens) as (keyof typeof screens)[])(
    'shows exactly the numbers of the result: %s',
    async (screen) => {
      const { page } = await open(run, screens[screen]);
      const shown: { metric: string; value: string }[] = await page.locator('[data-metric]').evaluateAll((elements) =>
        elements.map((element) => ({
          metric: element.getAttribute('data-metric') ?? '',
          value: element.getAttribute('data-value') ?? '',
        })),
      );
      expect(shown.length).toBeGreaterThan(150);
      const known = numbersOf(printed(run.result));
      expect(shown.filter(({ metric, value }) => known.get(metric) !== Number(value))).toEqual([]);
    },
  );
});

it('is dark where the screen is dark, and its drawings take part', async () => {
  const colors = await Promise.all(
    (['light', 'dark'] as const).map(async (screen) => {
      const { page } = await open(sharedRun(), screens[screen]);
      return page.evaluate(`[document.body, document.querySelector('#staircase svg path[fill="var(--part-waiting)"]')].map(
        (element) => getComputedStyle(element)[element === document.body ? 'backgroundColor' : 'fill'])`);
    }),
  );
  expect(colors).toEqual([
    ['rgb(245, 246, 248)', 'rgb(191, 217, 242)'],
    ['rgb(14, 18, 23)', 'rgb(95, 143, 192)'],
  ]);
});

it('moves nothing by itself, whether or not less motion is asked for', async () => {
  for (const screen of ['light', 'reduced motion'] as const) {
    const { page } = await open(sharedRun(), screens[screen]);
    const moving = await page.evaluate(`[...document.querySelectorAll('*')].filter((one) => {
      const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(one);
      return transitionDuration !== '0s' || animationName !== 'none' || scrollBehavior !== 'auto';
    }).length + document.getAnimations().length`);
    expect(moving).toBe(0);
  }
});

it('shows its headline figures, 10 lanes and 30 steps with scripts switched off', async () => {
  const { page } = await open(sharedRun(), screens['without scripts']);
  expect(await page.locator('.leads .lead-figure').allTextContents()).toEqual(['10', '1', '10', '8.5×', '1×', '9.2×']);
  expect(await page.locator('#lanes svg.chart').count()).toBe(4);
  expect(await page.locator('#staircase path[fill="var(--part-waiting)"]').count()).toBe(30);
});

it('shows what would be markup as text, and makes no element of it', async () => {
  const hostile = hostileRun();
  const [{ page }, { page: harmless }] = [await open(hostile, screens.light), await open(sharedRun(), screens.light)];
  expect(await page.locator('img, iframe, object, embed, [onerror], [onx]').count()).toBe(0);
  expect(await page.locator('script').count()).toBe(1);
  expect(await page.title()).toContain(hostile.words.markup);
  expect(await page.locator('h1').textContent()).toContain(hostile.words.markup);
  expect(await page.locator('h1').textContent()).toContain(hostile.words.escaped);
  const ids = await page
    .locator('[data-instance]')
    .evaluateAll((elements) => elements.map((element) => element.getAttribute('data-instance')));
  expect(ids).toHaveLength(21);
  for (const id of ids) expect(id).toContain(hostile.words.markup);
  const tags = 'new Set([...document.querySelectorAll("*")].map(({ tagName }) => tagName)).size';
  // Beside those of a harmless run: the list of doubts is there already as a list of thresholds.
  expect(await page.evaluate(tags)).toBeLessThanOrEqual(Number(await harmless.evaluate(tags)) + 1);
});

it('prints on A4: nothing is wider; what is open is on paper, and everything with the button', async () => {
  const { page } = await open(sharedRun(), screens.dark);
  await page.emulateMedia({ media: 'print' });
  // An A4 page without its margins of 14 mm is 688 CSS pixels wide.
  await page.setViewportSize({ width: 688, height: 900 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(688);
  expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(24, 32, 43)');
  const onPaper = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => element.checkVisibility());
  const places = ['#lanes', '#targets', '#costs', '#staircase', '#configuration', 'details table'];
  expect(await Promise.all(places.map(onPaper))).toEqual([true, true, true, false, false, false]);
  await page.evaluate('window.print = () => {}');
  await page.emulateMedia({ media: 'screen' });
  await page.getByRole('button', { name: 'Print all' }).click();
  await page.emulateMedia({ media: 'print' });
  expect(await Promise.all(places.map(onPaper))).toEqual(places.map(() => true));
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(688);
});

it('draws every lane of a phase at one height, that of 10 requests at once too, and the deepest part the darkest', async () => {
  const { page } = await open(sharedRun(), screens.light);
  const heights = await page
    .locator('#lanes figure')
    .first()
    .locator('.alive rect')
    .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().height * 10)));
  expect(heights).toHaveLength(21);
  expect(new Set(heights).size).toBe(1);
  // Ten bars, each of which lets a tenth of the light through at most nine of the others: 1 - 0.1 ** (1 / 10).
  const deep = await page.locator('#lanes g.shared').evaluateAll((all) => all.map((one) => one.getAttribute('style')));
  expect(deep).toEqual(['--deep: 0.206']);
});

it('hides what an entry of the legend names, and shows it again', async () => {
  const { page } = await open(sharedRun(), screens.light);
  const entry = page.locator('#lanes figure').first().getByRole('button', { name: 'waiting' });
  const visible = () => page.locator('#lanes figure').first().locator('rect.waiting:visible').count();
  const before = await visible();
  expect(before).toBe(20);
  await entry.click();
  expect(await visible()).toBe(0);
  await entry.click();
  expect(await visible()).toBe(before);
});

it('opens a folded section by its link', async () => {
  const { page } = await open(sharedRun(), screens['without scripts']);
  expect(await page.locator('#configuration').isVisible()).toBe(false);
  await page.getByRole('link', { name: 'Configuration' }).click();
  expect(await page.locator('#configuration').isVisible()).toBe(true);
});

it('has a decision sheet that fits a phone, has fields to sign in, and says of every figure what it is', async () => {
  const { result } = sharedRun();
  await using watched = await openPage(renderSheet(result).html, screens.phone);
  const { page, consoleErrors } = watched;
  expect(consoleErrors).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  await page.getByLabel('to fill in: name').fill('Ada');
  const untold = 'main td:not(:has(.figure, .blank))';
  // What is left are texts: servers, dashes of what was not measured, and words for what no input turns.
  expect((await page.locator(untold).allTextContents()).filter((text) => /\$|\d (ms|MB)|\/s/.test(text))).toEqual([]);
});

/** Of an element: the types of a browser are not those of Node. */
interface Box {
  getBoundingClientRect(): { readonly left: number; readonly right: number };
}

it('draws what would change the decision on one axis: the bars of an input end at what was measured', async () => {
  const { page } = await open(sharedRun(), screens.phone);
  const rows = await page.locator('.tornado:not(.scale)').evaluateAll((all) =>
    all.map((row) =>
      ['less', 'more', 'base', 'even'].map((name) => {
        const { left, right } = (row.querySelector(`rect.${name}`) as Box).getBoundingClientRect();
        return { left, right };
      }),
    ),
  );
  expect(rows).toHaveLength(7);
  for (const [less, more, base, even] of rows) {
    const near = (x: number | undefined) => Math.abs((x ?? Number.NaN) - (base?.left ?? 0)) < 1.5;
    expect([less?.left, less?.right].some(near)).toBe(true);
    expect([more?.left, more?.right].some(near)).toBe(true);
    // Without a demand, the rate is that of the break-even: both cost the same as measured, and no input turns it to the left.
    expect(even?.left).toBeGreaterThan((base?.left ?? Number.NaN) - 1.5);
  }
});

/** Every number of the result by the name that the page gives it: targets by name, other lists by place. */
function numbersOf(result: RunResult): Map<string, number> {
  const numbers = new Map<string, number>();
  const walk = (node: unknown, path: string): void => {
    if (typeof node === 'number') numbers.set(path, node);
    if (typeof node !== 'object' || node === null) return;
    for (const [key, child] of Object.entries(node)) walk(child, path === '' ? key : `${path}.${key}`);
  };
  walk({ ...result, targets: Object.fromEntries(result.targets.map((target) => [target.name, target])) }, '');
  return numbers;
}

/** Names as the page shows them. */
const printed = (result: RunResult): RunResult => ({
  ...result,
  targets: result.targets.map((target) => ({ ...target, name: printable(target.name) })),
});
