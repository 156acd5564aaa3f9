import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What is wrong with a page whose details are all open, and what axe-core could not decide, beside the rules of which it never can. */
export async function axeFindings(page: Page, undecidable: readonly string[] = []): Promise<string[]> {
  await page.evaluate('document.querySelectorAll("details").forEach((details) => { details.open = true; })');
  await page.evaluate(await readFile(new URL('../../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8'));
  const run = 'axe.run().then(({ violations, incomplete }) => ({ violations, incomplete }))';
  const { violations, incomplete } = (await page.evaluate(run)) as Record<'violations' | 'incomplete', Finding[]>;
  const undecided = incomplete.filter(({ id }) => !undecidable.includes(id));
  return [...violations, ...undecided].map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
}
