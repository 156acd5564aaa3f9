const kinds = 'src/model/schema/phase-kind.ts';
const registry = 'src/load/phase-modules.ts';

/** Due at 0, 10, 20 ms and so on: `count` requests. */
const module = `import type { FieldKit } from '../fields.ts';
import type { PhaseModule, PhaseWith } from '../phase-module.ts';
import { openWorkload } from './open.ts';

const fields = ({ z, maxInFlight, start }: FieldKit) => ({ count: z.int().min(1), maxInFlight, start });

type AddedPhase = PhaseWith<'added', typeof fields>;

export const added = {
  kind: 'added',
  words: 'A load phase that was added in a copy.',
  fields,
  shares: ['count', 'maxInFlight'],
  files: [],
  plannedMs: ({ count }) => count * 10,
  peakPerSecond: () => 100,
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

/** A kind of load phase, added to a copy of the project. */
export const addedPhase = {
  family: 'load phase',
  most: 3,
  begin: (copy) => copy.edit(kinds, "  'pause',\n", "  'pause',\n  'added',\n"),
  compilerNames: registry,
  /** A fact without which the module must not compile. */
  fact: { path: 'src/load/kinds/added.ts', line: '  plannedMs: ({ count }) => count * 10,\n' },
  finish(copy) {
    copy.add('src/load/kinds/added.ts', module);
    copy.edit(registry, '\n  pause,\n', '\n  pause,\n  added,\n');
    copy.edit(registry, 'import { closed }', "import { added } from './kinds/added.ts';\nimport { closed }");
  },
  scenario,
  options: ['--calibrate'],
  figures: ({ result, page, received }) => [
    ['requests at the server', received, 7],
    ['kind of the phase', result.targets[0].phases[0].kind, 'added'],
    ['requests of the phase', result.targets[0].phases[0].requests.sent, 7],
    ['the phase on the page', page.includes('seven'), true],
    ['calibrated loads', result.calibration?.entries.length, 1],
  ],
};
