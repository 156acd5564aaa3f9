import { readFileSync, writeFileSync } from 'node:fs';
import { reasonKinds } from '../../dist/src/experiment/verdict/reasons.js';

// Writes the table of docs/verdict.md from the one table of reasons. Run after a build.
const rows = Object.entries(reasonKinds).flatMap(([code, { when }]) =>
  Object.entries(when).map(([status, condition]) => `| \`${code}\` | ${status} | ${condition} |`),
);
const table = ['| code | status | when |', '| --- | --- | --- |', ...rows].join('\n');
const file = new URL('../../docs/verdict.md', import.meta.url);
const text = readFileSync(file, 'utf8');
const between = /(?<=<!-- reasons -->\n).*(?=<!-- \/reasons -->)/s;
writeFileSync(
  file,
  text.replace(between, () => `\n${table}\n\n`),
);
