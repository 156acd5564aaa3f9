import { writeFileSync } from 'node:fs';

/**
 * The rows of `src/`, highest first (docs/architecture.md). A folder may import the rows below its own, and nothing else of the project.
 * `pure` folders do no I/O.
 */
export const rows = [
  { folders: ['cli'] },
  { folders: ['library'] },
  { folders: ['experiment', 'files'] },
  { folders: ['fleet'] },
  { folders: ['report'], pure: true },
  { folders: ['planner'], pure: true, sameRowAsAbove: true },
  { folders: ['loadgen', 'launch'], sameRowAsAbove: true },
  { folders: ['scenario', 'stats'], pure: true },
  { folders: ['target-kinds'], pure: true },
  { folders: ['load', 'billing', 'logs', 'simulator'], pure: true },
  { folders: ['aws'], sameRowAsAbove: true },
  { folders: ['text', 'concurrency'], pure: true },
  { folders: ['model'], pure: true },
];

const io = ['fs', 'fs/promises', 'child_process', 'net', 'tls', 'http', 'https', 'http2', 'dns', 'worker_threads']
  .map((name) => `node:${name}`)
  .concat('undici');

const measured = ['targets', 'test', 'bench'];
const where = '(docs/architecture.md, layers).';

function restriction(includes, group, message, pure = false) {
  const paths = pure ? Object.fromEntries(io.map((name) => [name, `${includes} does no I/O ${where}`])) : undefined;
  const options = { patterns: [{ group, message: `${message} ${where}` }], ...(paths && { paths }) };
  const rules = { style: { noRestrictedImports: { level: 'error', options } } };
  return { includes: [includes], linter: { rules } };
}

/** Folders that a folder of this row may not import: its siblings, and all rows above. */
function layersOf() {
  const levels = [];
  for (const row of rows) {
    if (row.sameRowAsAbove) levels.at(-1).push(row);
    else levels.push([row]);
  }
  return levels.flatMap((level, height) => {
    const names = (some) => some.flatMap(({ folders }) => folders);
    const above = names(levels.slice(0, height).flat());
    const below = names(levels.slice(height + 1).flat());
    return level.flatMap(({ pure, folders }) =>
      names([{ folders }]).map((folder) => {
        const banned = [...names(level).filter((sibling) => sibling !== folder), ...above];
        const group = [...banned.map((name) => `**/src/${name}/**`), ...banned.map((name) => `../**/${name}/**`)];
        return restriction(
          `src/${folder}/**`,
          [...group, ...measured.map((name) => `**/${name}/**`)],
          `src/${folder} may import ${below.length === 0 ? 'no other folder' : below.map((name) => `src/${name}`).join(', ')}`,
          pure,
        );
      }),
    );
  });
}

const targets = restriction(
  'targets/**',
  ['**/src/*/**', '!**/src/model/**', '!**/src/concurrency/**', '**/test/**', '**/bench/**'],
  'targets/ is the measured side: of src/ it may import only src/model and src/concurrency',
);

/** The text of biome.layers.json, which biome.json extends. */
export function layersFile() {
  const overrides = [...layersOf(), targets].map((override) => `  ${JSON.stringify(override)}`);
  return `{ "root": false, "overrides": [\n${overrides.join(',\n')}\n] }\n`;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(new URL('../../biome.layers.json', import.meta.url), layersFile());
}
