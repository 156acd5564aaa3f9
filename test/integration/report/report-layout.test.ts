import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import type { Run } from '../../fixtures/report/make-run.ts';
import { pageOf, sharedRun } from '../../fixtures/report/page-of.ts';
import { pagesInBrowser, screens } from './browser.ts';

const openPage = pagesInBrowser();

async function open(run: Run, options: BrowserContextOptions) {
  const watched = await openPage(await pageOf(run), options);
  onTestFinished(() => watched[Symbol.asyncDispose]());
  return watched;
}

it.each([
  ['a burst of 10 at three targets', () => sharedRun()],
  ['a burst of 30 at five, in doubt', fiveTargets],
] as const)('prints two sheets: %s', async (_, runOf) => {
  const { page } = await open(runOf(), screens.light);
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(2);
});

/** As scenarios/five-ways.yaml has them, with a doubt about each and a threshold that passed. */
function fiveTargets(): Run {
  const { result, samples } = sharedRun(30);
  const more = result.targets.slice(1).map((target) => ({ ...target, name: `${target.name}-2` }));
  const targets = [...result.targets, ...more];
  const reasons = targets.map(({ name: target }) => ({
    ...{ code: 'cpu-contention' as const, status: 'SUSPECT' as const, target },
    message: `during the load of ${target}, 100% of this machine's CPU time was used`,
    advice: 'close other programs, send less, or use more cores',
  }));
  const thresholds = Array.from({ length: 5 }, () => result.thresholds.filter(({ passed }) => passed)).flat();
  const copies = samples.filter(({ target }) => target !== 'lambda').map((s) => ({ ...s, target: `${s.target}-2` }));
  const verdict = { ...result.verdict, status: 'SUSPECT' as const, reasons };
  return { result: { ...result, targets, thresholds, verdict }, samples: [...samples, ...copies] };
}

/** Where the answer is, and the first lanes. */
const firstThings = (page: Page): Promise<{ top: number; bottom: number }[]> =>
  Promise.all(
    ['.question', '.finding', '.banner', '#lanes svg.chart'].map((name) =>
      page
        .locator(name)
        .first()
        .evaluate((one) => one.getBoundingClientRect())
        .then(({ top, bottom }) => ({ top, bottom })),
    ),
  );

it('has question, finding, verdict and all lanes of the burst on the first screen, and ends within 5,000 px', async () => {
  const { result, samples } = sharedRun();
  const two = { ...result, targets: result.targets.slice(0, 2), thresholds: result.thresholds.slice(0, 1) };
  const { page } = await open(
    { result: two, samples },
    { colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  );
  const bottomOf = (selector: string) =>
    page
      .locator(selector)
      .last()
      .evaluate((element) => element.getBoundingClientRect().bottom);
  for (const place of ['.question', '.finding', '.banner']) expect(await bottomOf(place)).toBeLessThan(500);
  expect(
    await page
      .locator('#lanes svg.chart:visible')
      .first()
      .evaluate((one) => one.getBoundingClientRect().bottom),
  ).toBeLessThan(900);
  expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThan(5000);
});

it('shows question, finding, verdict and the lanes of the server on the first screen of a phone, without scripts, too', async () => {
  const { result, samples } = sharedRun();
  const two = { ...result, targets: result.targets.slice(0, 2), thresholds: result.thresholds.slice(0, 1) };
  for (const javaScriptEnabled of [true, false]) {
    const { page } = await open({ result: two, samples }, { ...screens.phone, javaScriptEnabled });
    for (const { bottom } of await firstThings(page)) expect(bottom).toBeLessThan(844);
  }
});

it('ends within 8,000 px with five targets in doubt, and begins with question, finding, doubts and lanes', async () => {
  const { page } = await open(fiveTargets(), { colorScheme: 'light', viewport: { width: 1440, height: 900 } });
  expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThan(8000);
  for (const { top } of await firstThings(page)) expect(top).toBeLessThan(900);
  expect(await page.locator('.thresholds ul').isVisible()).toBe(false);
});

it.each([
  ['100 environments', () => sharedRun(100)],
  ['five targets in doubt', fiveTargets],
])('shows the lane of the server on the first screen, with its axis, above the environments: %s', async (_, runOf) => {
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    const { page } = await open(runOf(), { colorScheme: 'light', viewport });
    const names = await page.locator('#lanes figure >> nth=0 >> .panel-name .target').allTextContents();
    expect(names.slice(0, 2)).toEqual(['server', 'lambda']);
    const heights = await page
      .locator('#lanes figure >> nth=0 >> .alive rect')
      .evaluateAll((lanes) => lanes.map((lane) => lane.getAttribute('height')));
    expect(new Set(heights).size).toBe(1);
    const [server, lambda] = await page
      .locator('#lanes svg.chart')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ top, bottom }) => ({ top, bottom })));
    expect(server?.bottom).toBeLessThan(lambda?.top ?? 0);
    if (viewport.width === 1440) expect(lambda?.top).toBeLessThan(900 - 100);
  }
});
