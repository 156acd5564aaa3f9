import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { curvesOfRun } from '../../src/report/compare-curves.ts';
import { renderComparisonHtml } from '../../src/report/compare-html.ts';
import { renderHistoryPage } from '../../src/report/history-page.ts';
import { historyRun, newestFirst, type HistoryEntry } from '../../src/report/history-run.ts';
import { doubtsOf } from '../../src/stats/comparison/comparability.ts';
import { compareRuns } from '../../src/stats/comparison/compare-runs.ts';
import { hostileRun } from '../fixtures/report/hostile-run.ts';
import { makeRun } from '../fixtures/report/make-run.ts';
import { noisyRuns, seeded } from '../unit/stats/comparison/noisy-run.ts';
import { launchBrowser, openWatched } from './browser.ts';
let browser: Browser;
beforeAll(async () => { browser = await launchBrowser(); });
afterAll(() => browser.close());
it('shots', async () => {
  const random = seeded(3);
  const sides = { baseline: noisyRuns(10, { random }), candidate: noisyRuns(10, { random, times: 1.3 }) };
  const view = { ...sides, leftOut: [{name:'run x', why:'INVALID'}], gates: [], doubts: doubtsOf(sides), comparison: compareRuns(sides, { replicate: 'run', threshold: 0.05, alpha: 0.05 }) };
  const curves = Object.entries(sides).flatMap(([side, runs]) => runs.flatMap(({name, result}) => curvesOfRun(side as 'baseline', name, result, [])));
  const compare = await renderComparisonHtml(view, curves);
  const { result } = makeRun();
  const entries: HistoryEntry[] = [0,1,2,3].map((i) => ({ directory: `reports/poor-utilization-2026-11-2${i}T10-00-00`, kind: 'run', ...historyRun({ ...result, startedAt: `2026-11-2${i}T10:00:00.000Z`, verdict: {...result.verdict, status: i===1?'SUSPECT': i===2?'INVALID':'VALID'} }, i !== 2) }));
  entries.push({ directory: 'reports/bad', kind: 'damaged', why: 'reports/bad/result.json: damaged, no JSON' });
  const history = renderHistoryPage(newestFirst(entries), (d) => d);
  const h = hostileRun();
  const targets = h.result.targets.map((t) => ({ ...t, status: 'complete' as const }));
  const hr = [{ name: h.words.markup, result: { ...h.result, targets } }];
  const hview = { baseline: hr, candidate: hr, leftOut: [], gates: [], doubts: [h.words.markup], comparison: compareRuns({baseline: hr, candidate: hr}, { replicate: 'run', threshold: 0.05, alpha: 0.05 }) };
  const hostile = await renderComparisonHtml(hview, curvesOfRun('baseline', h.words.markup, hr[0]!.result, h.samples));
  for (const [name, text] of Object.entries({ compare, history, hostile })) {
    const file = `/tmp/shot-${name}.html`;
    await writeFile(file, text);
    for (const [screen, options] of Object.entries({ light: { colorScheme: 'light', viewport: { width: 1280, height: 900 } }, dark: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } }, phone: { colorScheme: 'light', viewport: { width: 390, height: 844 } } } as const)) {
      const { page } = await openWatched(browser, `file://${file}`, options);
      await page.screenshot({ path: `/tmp/shot-${name}-${screen}.png`, fullPage: true }); await page.screenshot({ path: `/tmp/shot-${name}-${screen}-top.png` }); if (screen === 'light') { await page.setViewportSize({ width: 688, height: 1000 }); await page.emulateMedia({ media: 'print' }); await page.screenshot({ path: `/tmp/shot-${name}-print.png`, fullPage: true }); }
      if (screen === 'light') await page.pdf({ path: `/tmp/shot-${name}.pdf`, preferCSSPageSize: true, printBackground: true });
      await page.context().close();
    }
  }
});
