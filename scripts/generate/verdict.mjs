import { readFileSync, writeFileSync } from 'node:fs';
import { reasonKinds } from '../../dist/src/experiment/verdict/reasons.js';

// Writes the table of docs/verdict.md from the one table of reasons. Run after a build.
const rows = Object.entries(reasonKinds).flatMap(([code, { when, advice }]) =>
  Object.entries(when).map(([status, condition]) => {
    const action = typeof advice === 'string' ? advice : 'depends on the figures: see the reason';
    return `| \`${code}\` | ${status} | ${condition} | ${action} |`;
  }),
);
const table = ['| code | status | when | what to do |', '| --- | --- | --- | --- |', ...rows].join('\n');
const file = new URL('../../docs/verdict.md', import.meta.url);
const text = readFileSync(file, 'utf8');
const between = /(?<=<!-- reasons -->\n).*(?=<!-- \/reasons -->)/s;
writeFileSync(
  file,
  text.replace(between, () => `\n${table}\n\n`),
);
