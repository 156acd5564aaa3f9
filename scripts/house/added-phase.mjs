import { inScratchCopy } from './scratch-copy.mjs';

const kinds = 'src/model/schema/phase-kind.ts';
const registry = 'src/load/phase-modules.ts';

/** Due at 0, 10, 20 ms and so on: `count` requests. */
const module = `import type { FieldKit } from '../fields.ts';
import type { PhaseModule, PhaseWith } from '../phase-module.ts';
import { openWorkload } from './open.ts';

const fields = ({ z, maxInFlight }: FieldKit) => ({ count: z.int().min(1), maxInFlight });

type AddedPhase = PhaseWith<'added', typeof fields>;

export const added = {
  kind: 'added',
  words: 'A phase that was added in a copy.',
  fields,
  files: [],
  plannedMs: ({ count }) => count * 10,
  calibration: (phase) => [phase],
  ...openWorkload<AddedPhase>(
    ({ count }) => Array.from({ length: count }, (_, k) => k * 10),
    ({ count }) => count,
  ),
} as const satisfies PhaseModule<AddedPhase, 'due'>;
`;

const scenario = (url) => `name: added
question: Does a phase that was added behave?
workload: { kind: builtin, call: { ioMs: 1 } }
targets: [{ name: server, kind: http, url: ${url} }]
threads: 2
load: [{ name: seven, kind: added, count: 7 }]
`;

/** Adds a kind of load phase, and says what that took and what is wrong with it. */
export const addPhase = (root) => inScratchCopy(root, addTo);

async function addTo(copy) {
  const wrong = [];
  copy.edit(kinds, "  'pause',\n", "  'pause',\n  'added',\n");
  const named = await copy.compilerErrors();
  if (!named.includes(registry)) wrong.push(`the compiler does not name ${registry}`);
  copy.add('src/load/kinds/added.ts', module);
  copy.edit(registry, '\n  pause,\n', '\n  pause,\n  added,\n');
  copy.edit(registry, "import { closed }", "import { added } from './kinds/added.ts';\nimport { closed }");
  wrong.push(...(await copy.compilerErrors()).map((path) => `${path} does not compile with the new module`));
  const generated = await copy.generate();
  for (const path of ['docs/scenario-files.md', 'scenarios/scenario.schema.json', 'docs/result.schema.json'])
    if (!generated.includes(path)) wrong.push(`${path} does not have the new phase`);
  wrong.push(...wrongWith(await copy.run(scenario, '--calibrate')));
  return { edited: copy.edited, generated, wrong };
}

function wrongWith({ code, stderr, result, page, received }) {
  if (result === undefined) return [`a run with the new phase ends with ${code}: ${stderr}`];
  const [phase] = result.targets[0].phases;
  const figures = [
    ['requests at the server', received, 7],
    ['kind of the phase', phase.kind, 'added'],
    ['requests of the phase', phase.requests.sent, 7],
    ['phases on the page', page.includes('seven'), true],
    ['calibrated loads', result.calibration?.length, 1],
  ];
  return figures.filter(([, got, wanted]) => got !== wanted).map(([name, got, wanted]) => `${name}: ${got}, not ${wanted}`);
}
