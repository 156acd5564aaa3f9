import { expect, it } from 'vitest';
import { icicle } from '../../../../src/report/imports/icicle.ts';
import { renderImportsPage } from '../../../../src/report/imports/page.ts';
import { renderImports } from '../../../../src/report/imports/terminal.ts';
import { measuredImports } from '../../../../src/stats/imports/measured-imports.ts';

const measured = measuredImports({ handler: 'index.handler', language: 'Node' }, [
  {
    modules: [
      { name: 'index.mjs', selfMs: 10 },
      { name: 'slow.mjs', parent: 'index.mjs', selfMs: 60 },
      { name: 'below.mjs', parent: 'slow.mjs', selfMs: 20 },
      { name: '<b>tiny</b>', parent: 'index.mjs', selfMs: 1 },
    ],
    outsideMs: 9,
  },
]);

it('says what the import takes, what costs most, and what that pulls in', () => {
  expect(
    renderImports(measured),
  ).toBe(`index.handler: Node imports 4 modules in 100 ms (median of 1 import, 100 ms to 100 ms)

The 2 imports that cost most:
1. slow.mjs: 80.0 ms (80%), of which 60.0 ms are its own; it pulls in 1 module: below.mjs 20.0 ms
2. <b>tiny</b>: 1.00 ms (1%)

    all      own  module
 100 ms  9.00 ms  index.handler
91.0 ms  10.0 ms    index.mjs
80.0 ms  60.0 ms      slow.mjs
20.0 ms  20.0 ms        below.mjs
Modules below 2% of the whole are not listed.
`);
});

it('draws each module below its importer, as wide as its share: 80 of 100 ms are 800 of 1,000 units', () => {
  const drawn = icicle(measured.tree).toString();
  const bars = [...drawn.matchAll(/<title>(\S+):.*?<rect x="(\S+)" y="(\S+)" width="(\S+)"/g)].map((bar) =>
    bar.slice(1),
  );
  expect(bars).toEqual([
    ['index.handler', '0', '0', '1000'],
    ['index.mjs', '0', '22', '910'],
    ['slow.mjs', '0', '44', '800'],
    ['below.mjs', '0', '66', '200'],
    ['&lt;b&gt;tiny&lt;/b&gt;', '800', '44', '10'],
  ]);
});

it('has a page with all of that, in which a name is text', () => {
  const page = renderImportsPage(measured);
  expect(page).toContain(
    '<li>slow.mjs: 80.0 ms (80%), of which 60.0 ms are its own; it pulls in 1 module: below.mjs 20.0 ms</li>',
  );
  expect(page).toContain('&lt;b&gt;tiny');
  expect(page).not.toContain('<b>tiny');
});
