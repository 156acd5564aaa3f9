import { readFileSync, writeFileSync } from 'node:fs';
import { validationMarkdown } from '../../dist/src/report/validation/rows.js';

// Keeps a validation: rollcall validate --json > FILE; node scripts/generate/validation.mjs FILE; npx biome check --write src
// Writes it where the planner reads it, and its table into docs/validation.md.
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('name the file that `rollcall validate --json` has written');
const validation = JSON.parse(readFileSync(file, 'utf8'));
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
