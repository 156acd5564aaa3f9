import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ArrivalReader } from '../../../../src/load/recorded/arrivals/arrivals.ts';
import { columnsOf } from '../../../../src/load/recorded/arrivals/columns.ts';
import { traceDemand } from '../../../../src/planner/trace/recorded-arrivals.ts';

const docs = readFileSync('docs/planning.md', 'utf8');
const section = docs.slice(docs.indexOf('## Recorded arrivals'), docs.indexOf('## Formulas'));
const example =
  /^\*\*`([^`]+)`\*\*(?: with `(\w+): ([^`]+)`)? \((.+?)\): (\d+ requests? in [\d.,]+ m?s)\. [^`]*?(?:`[^`]+`[^`]*?)*\n\n```text\n(.*?)```/gms;
const examples = [...section.matchAll(example)].map(([, file = '', field, value = '', words, found, text = '']) => ({
  ...{ file, text, source: `${file} (${words}), ${found}` },
  options: field === undefined ? {} : { [field]: field === 'columns' ? columnsOf(value) : value },
}));

test('the page has an example of each of the thirteen formats, and no file that is not one', () => {
  expect(examples).toHaveLength(13);
  expect(section.split('```text')).toHaveLength(14);
});

test.each(examples)('$file of the page is read as it says', ({ file, text, options, source }) => {
  const reader = new ArrivalReader({ file, ...options });
  for (const line of text.split('\n')) reader.add(line);
  const read = reader.end();
  expect(traceDemand(file, read).arrivals.source).toBe(source);
  expect(read.bad.count).toBe(0);
});
