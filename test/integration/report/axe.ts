import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

/** `id: markup` of each. */
interface AxeFindings {
  readonly violations: readonly string[];
  readonly incomplete: readonly string[];
}

const script = readFile(new URL('../../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

/**
 * What is wrong, and what axe-core cannot decide, with everything unfolded. What passes is not listed: that takes a tenth of the time. On
 * a dark screen the rules of colors alone: nothing else differs there (test/unit/report/page/dark.test.ts), and every page that is looked
 * at dark is looked at light, too.
 */
export async function axeFindings(page: Page): Promise<AxeFindings> {
  await page.evaluate('document.querySelectorAll("details").forEach((details) => { details.open = true; })');
  await page.evaluate(await script);
  return (await page.evaluate(`{
    const words = ({ id, nodes }) => id + ': ' + (nodes[0]?.html ?? '').slice(0, 200);
    const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
    axe
      .run({
        ...{ resultTypes: ['violations', 'incomplete'], selectors: false },
        // Of level AAA, and off where all rules are asked for.
        ...(isDark && { runOnly: ['cat.color'], rules: { 'color-contrast-enhanced': { enabled: false } } }),
      })
      .then(({ violations, incomplete }) => ({ violations: violations.map(words), incomplete: incomplete.map(words) }));
  }`)) as AxeFindings;
}
