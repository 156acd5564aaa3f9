import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { runScenarioHere } from '../rollcall.ts';
import { launchBrowser, openWatched } from './browser.ts';

it('the report that a run leaves opens in a browser, asks for nothing, and has the numbers of its result.json', async () => {
  const { directory, result } = await runScenarioHere(join(packageRoot, 'scenarios', 'burst-10.yaml'), '--page');
  const browser = await launchBrowser();
  onTestFinished(() => browser.close());
  const url = pathToFileURL(join(directory, 'report.html')).href;
  const options = { viewport: { width: 1280, height: 900 } };
  const { page, consoleErrors, pageErrors, requests } = await openWatched(browser, url, options);
  expect({ consoleErrors, pageErrors, requests }).toEqual({ consoleErrors: [], pageErrors: [], requests: [url] });
  const lambda = result.targets.find(({ name }) => name === 'lambda');
  const shown = async (metric: string) =>
    Number(await page.locator(`[data-metric="targets.lambda.${metric}"]`).first().getAttribute('data-value'));
  expect(await shown('environments.distinct')).toBe(10);
  expect(await shown('memory.multiplier.rss')).toBe(lambda?.memory?.multiplier?.rss);
  expect(await shown('billing.billedMs')).toBe(lambda?.billing?.billedMs);
  expect(await shown('latencyMs.serviceTime.all.max')).toBe(lambda?.latencyMs.serviceTime.all?.max);
  expect(await page.locator('#environments [data-instance]').count()).toBe(11);
});
