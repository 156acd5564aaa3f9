// What every page carries: its script, the hash of that for the policy and its style sheet, made of src/report/browser, and the
// meaning of every number, from the tables of docs/metrics.md.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const folder = fileURLToPath(new URL('../src/report/browser/', import.meta.url));

/** In the order of the cascade. */
const styles = [
  ...['colors', 'base', 'head', 'facts', 'figures', 'drawings', 'sheet', 'script', 'tables', 'phone', 'print'],
  ...['comparison', 'history', 'live', 'plan'],
];

/** The module in place of src/report/page/assets.ts. */
export async function browserAssets() {
  const names = ['main', 'live', '../../planner/browser/main'];
  const [pageScript, liveScript, controls] = await Promise.all(names.map(bundledScript));
  // The page of a plan has the script of every page, too.
  const planScript = `${pageScript}\n${controls}`;
  const scripts = {
    ...{ pageScript, scriptHash: hashOf(pageScript), liveScript, liveScriptHash: hashOf(liveScript) },
    ...{ planScript, planScriptHash: hashOf(planScript) },
  };
  return Object.entries({ ...scripts, styleSheet: styleSheet(), glossaryRows: glossaryRows() })
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`)
    .join('');
}

/** CSP Level 3, hash sources. */
const hashOf = (script) => `sha256-${createHash('sha256').update(script).digest('base64')}`;

async function bundledScript(name) {
  const build = await rolldown({ input: `${folder}${name}.ts`, platform: 'browser', tsconfig: false });
  const { output } = await build.generate({ format: 'iife', comments: false });
  await build.close();
  return output[0].code;
}

/** Without indentation and comments, which only make each page longer. */
const styleSheet = () =>
  styles
    .map((name) => readFileSync(`${folder}style/${name}.css`, 'utf8'))
    .join('')
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/^\s+/gm, '');

/** Cells of the rows that have a unit, without their markup. */
const glossaryRows = () =>
  readFileSync(`${folder}../../../docs/metrics.md`, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '').replace(', see below', '')),
    )
    .filter(([, unit]) => unit !== '');
