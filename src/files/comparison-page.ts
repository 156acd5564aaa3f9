import { curvesOfRun } from '../report/comparison/curves.ts';
import { renderComparisonHtml } from '../report/comparison/html.ts';
import type { ComparisonView } from '../report/comparison/view.ts';
import type { NamedRun } from '../stats/comparison/compare-runs.ts';
import { isFile } from './is-file.ts';
import { writeOutput } from './open-output.ts';
import { selectSamples } from './select-samples.ts';

type RunInFolder = NamedRun & { readonly directory: string };

type Compared = ComparisonView & {
  readonly baseline: readonly RunInFolder[];
  readonly candidate: readonly RunInFolder[];
};

/**
 * Writes the page of a comparison with the distributions of all runs. Reads the samples of one run at a time: all of them together may not fit
 * into memory.
 * @param options.what names the file in messages
 * @throws {UserError} `out-unusable`
 */
export async function writeComparisonPage(
  file: string,
  comparison: Compared,
  { what, warn }: { readonly what: string; warn(line: string): void },
): Promise<void> {
  const curves = [];
  for (const side of ['baseline', 'candidate'] as const) {
    for (const { name, directory, result } of comparison[side]) {
      const has = await isFile(`${directory}/samples.ndjson`);
      const samples = has ? (await selectSamples(directory, result, warn)).samples : [];
      curves.push(...curvesOfRun(side, name, result, samples));
    }
  }
  await writeOutput(file, await renderComparisonHtml(comparison, curves), what);
}
