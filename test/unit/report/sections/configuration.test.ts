import { expect, it } from 'vitest';
import type { RunResult } from '../../../../src/model/run-result.ts';
import { renderHtml } from '../../../../src/report/run-page.ts';
import { renderTable } from '../../../../src/report/summary/terminal.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';

const { result, samples } = makeRun();
const rendered = (run: RunResult): Promise<string> => renderHtml(run, { samples, seen: samples.length });

it('says on the page and in the terminal how large the package of a function is', async () => {
  const size = { files: 3, unzippedBytes: 4608, zippedBytes: 1229 };
  const targets = result.targets.map((target, index) => (index === 0 ? { ...target, package: size } : target));
  expect(await rendered({ ...result, targets })).toContain('lambda: 1.2 KB zipped, 4.5 KB in 3 files');
  const table = renderTable({ ...result, targets }, { color: false, width: 100 });
  expect(table).toMatch(/package, zipped +1\.2 KB +– +–\n +unzipped +4\.5 KB/);
  const unknown = targets.map((target, index) =>
    index === 0 ? { ...target, package: { trouble: 'EACCES' } } : target,
  );
  expect(await rendered({ ...result, targets: unknown })).toContain('lambda: not measured: EACCES');
  expect(await rendered(result)).not.toContain('Package');
});
