// Makes src/report/glossary/glossary-rows.ts of the tables of docs/metrics.md, for the page that says of every number what it is.
import { readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);
const rows = readFileSync(new URL('docs/metrics.md', root), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '').replace(', see below', '')),
  );

const text = `/** Path, unit, formula and source of every number of a run: the tables of docs/metrics.md. Made by scripts/generate/glossary.mjs. */
export const glossaryRows = \`
${rows
  .filter(([, unit]) => unit !== '')
  .map((cells) => cells.join(' | '))
  .join('\n')}
\`;
`;
writeFileSync(new URL('src/report/glossary/glossary-rows.ts', root), text);
