const registry = 'src/target-kinds/target-kinds.ts';
const starters = 'src/launch/start.ts';

const module = `import { z } from 'zod';
import { addressedFacts, addressedFields } from './fields/addressed.ts';
import { commonFields } from './fields/common.ts';
import type { TargetKindModule } from './target-kind.ts';

const schema = z.strictObject({
  ...commonFields,
  kind: z.literal('added').describe('A target that was added in a copy.'),
  ...addressedFields,
});

export const added: TargetKindModule<typeof schema, 'addressed'> = {
  ...addressedFacts,
  schema,
  instance: { one: 'worker bee', many: 'worker bees' },
  coldStartsFrom: () => 'none',
  isServerByDefault: () => true,
  functionOf: () => ({}),
  payment: () => ({ perCall: false }),
};
`;

const scenario = (url) => `name: added
question: Does a target that was added behave?
workload: { kind: builtin, call: { ioMs: 1 } }
targets: [{ name: bees, kind: added, url: ${url} }]
load: [{ name: five, kind: burst, size: 5 }]
`;

/** A kind of target, added to a copy of the project. */
export const addedTarget = {
  family: 'target',
  most: 4,
  begin(copy) {
    copy.add('src/target-kinds/added.ts', module);
    copy.edit(registry, '\n  http,\n', '\n  http,\n  added,\n');
    copy.edit(registry, 'import { http }', "import { added } from './added.ts';\nimport { http }");
  },
  compilerNames: starters,
  /** A fact without which the module must not compile. */
  fact: { path: 'src/target-kinds/added.ts', line: '  isServerByDefault: () => true,\n' },
  finish: (copy) =>
    copy.edit(starters, "  'lambda-web': addressUrl,\n", "  'lambda-web': addressUrl,\n  added: addressUrl,\n"),
  scenario,
  options: [],
  figures: ({ result, page, received }) => [
    ['requests at the server', received, 5],
    ['kind of the target', result.targets[0].kind, 'added'],
    ['answered requests', result.targets[0].requests.answered, 5],
    ['cold starts', result.targets[0].environments.coldStarts, 0],
    ['the name of its instances on the page', page.includes('worker bee'), true],
  ],
};
