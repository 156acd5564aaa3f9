import { expect, it } from 'vitest';
import { recordOf } from '../../../../src/launch/imports/python-imports.ts';

const before = `import time: self [us] | cumulative | imported package
import time:       110 |        110 |   zipimport
import time:       842 |        842 | site
`;
const during = `rollcall: the import begins
import time:       281 |        281 |   src
import time:       308 |        308 |       _json
import time:       627 |        935 |     json.scanner
import time:       262 |       1197 |   json
a line of the module itself
import time:     50365 |      50365 |   src.deep
import time:       352 |      52195 | src.app
`;

it('reads what Python prints: a module comes after those that it imports, and what was there before does not count', () => {
  expect(recordOf(`${before}${during}rollcall: the import has ended\n`)).toEqual({
    modules: [
      { name: 'src', parent: 'src.app', selfMs: 0.281 },
      { name: '_json', parent: 'json.scanner', selfMs: 0.308 },
      { name: 'json.scanner', parent: 'json', selfMs: 0.627 },
      { name: 'json', parent: 'src.app', selfMs: 0.262 },
      { name: 'src.deep', parent: 'src.app', selfMs: 50.365 },
      { name: 'src.app', selfMs: 0.352 },
    ],
    outsideMs: 0,
  });
});

it('has no record of an import that did not end', () => {
  expect(recordOf(before + during)).toBeUndefined();
  expect(recordOf(before)).toBeUndefined();
});
