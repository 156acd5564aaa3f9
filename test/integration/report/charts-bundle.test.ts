import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { renderHtml } from '../../../src/report/run-page.ts';
import { makeRun } from '../../fixtures/report/make-run.ts';
import { temporaryDirectory } from '../rollcall.ts';

const built = (name: string) => join(packageRoot, 'dist/src/report', name);

it('the build holds the charting library in one file that works without any package, with four licences beside it', async () => {
  const code = await readFile(built('charts/echarts.js'), 'utf8');
  expect(code).toContain('echarts.licenses.txt is beside this file');
  // All of the library is 1.1 MB minified, and 62 MB as it is installed.
  expect(code.length).toBeLessThan(700_000);
  const alone = join(await temporaryDirectory(), 'alone.mjs');
  await writeFile(alone, code);
  expect(typeof (await import(pathToFileURL(alone).href)).init).toBe('function');
  const licenses = await readFile(built('charts/echarts.licenses.txt'), 'utf8');
  for (const words of [
    'The Apache Software Foundation',
    'Apache License\n',
    'Mike Bostock',
    'Copyright (c) 2017, Baidu Inc.',
    'Copyright (c) Microsoft Corporation',
  ])
    expect(licenses).toContain(words);
});

it('is installed without the library: what is published depends on no package that draws', async () => {
  const { dependencies } = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8'));
  expect(Object.keys(dependencies).filter((name) => /echarts|zrender/.test(name))).toEqual([]);
});

it('draws the same, to the letter, as the library itself', async () => {
  const { result, samples } = makeRun(30);
  // By its absolute path, the source: it draws with the library itself.
  const source: typeof import('../../../src/report/run-page.ts') = await import(
    join(packageRoot, 'src/report/run-page.ts')
  );
  expect(source.renderHtml).not.toBe(renderHtml);
  const selection = { samples, seen: samples.length };
  const drawings = drawingsOf(await renderHtml(result, selection));
  expect(drawings.length).toBeGreaterThan(3);
  expect(drawings).toEqual(drawingsOf(await source.renderHtml(result, selection)));
});

const drawingsOf = (page: string): string[] => page.match(/<svg class="chart[" ][\s\S]*?<\/svg>/g) ?? [];
