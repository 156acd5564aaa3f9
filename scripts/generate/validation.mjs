import { readFileSync, writeFileSync } from 'node:fs';
import { validationMarkdown } from '../../dist/src/report/validation/rows.js';

// Keeps a validation: rollcall validate --json > FILE; node scripts/generate/validation.mjs FILE...; npx biome check --write src
// Several files are those of single checks (`--only`). Writes it where the planner reads it, and its table into docs/validation.md.
const files = process.argv.slice(2);
if (files.length === 0) throw new Error('name the files that `rollcall validate --json` has written');
const validation = joined(files.map((file) => JSON.parse(readFileSync(file, 'utf8'))));
const { rows, ...about } = validation;
const quoted = (value) =>
  JSON.stringify(value)
    .replaceAll(/"(\w+)":/g, '$1: ')
    .replaceAll(/,(?=\w+: )/g, ', ');
writeFileSync(
  new URL('../../src/planner/validation/validated.ts', import.meta.url),
  `import type { Validation } from '../../model/plan/validation.ts';

/** What \`rollcall validate --json\` printed last; \`scripts/generate/validation.mjs\` writes this file. */
// biome-ignore format: one line for each row
export const validated: Validation = {
  ...${quoted(about)},
  rows: [
${rows.map((row) => `    ${quoted(row)},`).join('\n')}
  ],
};
`,
);
const docs = new URL('../../docs/validation.md', import.meta.url);
const between = /(?<=<!-- validation -->\n).*(?=<!-- \/validation -->)/s;
writeFileSync(
  docs,
  readFileSync(docs, 'utf8').replace(between, () => `\n${validationMarkdown(validation)}\n\n`),
);

/** Of one day and one machine, each check in one of them. */
function joined(validations) {
  const [{ date, machine }] = validations;
  for (const each of validations) {
    if (each.date !== date || each.machine !== machine) throw new Error('the files are of several days or machines');
    if (each.interrupted || each.notMeasured) throw new Error('a check was interrupted, or has figures without a row');
  }
  const all = validations.flatMap(({ rows }) => rows);
  const checks = validations.map(({ rows }) => new Set(rows.map(({ check }) => check)));
  if (new Set(checks.flatMap((each) => [...each])).size !== checks.reduce((sum, { size }) => sum + size, 0))
    throw new Error('a check is in two of the files');
  return { date, machine, discarded: validations.flatMap(({ discarded }) => discarded), rows: all };
}
