import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { UserError } from '../../../src/model/errors.ts';
import { parseScenario } from '../../../src/scenario/reading/parse.ts';
import { goodLines, scenarioText } from './scenario-text.ts';

/** Parses, or says why not: at least one line, all of them without control characters. */
function parsesOrComplains(text: string, overrides: readonly string[] = []): void {
  try {
    parseScenario(text, { file: 'x.yaml', overrides });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.message).toMatch(/^(x\.yaml:\d+:\d+|--set )/);
    expect(error.message).not.toMatch(/(?!\n)\p{Cc}|Invalid input|got undefined|: expected ,|\[object/u);
  }
}

const keys = fc.constantFrom(
  'name',
  'kind',
  'targets',
  'load',
  'size',
  'from',
  'workload',
  'call',
  'ioMs',
  'hosting',
  'thresholds',
  '__proto__',
  'constructor',
  'request',
  'headers',
);
const leaves = fc.oneof(
  fc.constantFrom('burst', 'http', 'builtin', 'function', 'csv', 'uniform', 'a.b == 1'),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.string({ unit: 'binary' }),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    leaves,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(keys, tie('tree'), { maxKeys: 6 }),
  ),
}));

test('any text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parsesOrComplains(text)));
});

test('any text of characters that mean something in YAML', () => {
  const characters = fc.constantFrom(...'[]{}:,-?&*!|>%@`"\'#\n\t ab1.~<='.split(''));
  fc.assert(
    fc.property(fc.string({ unit: characters }), (text) => parsesOrComplains(text)),
    { numRuns: 500 },
  );
});

test('any YAML tree of words that mean something here', () => {
  fc.assert(
    fc.property(fc.dictionary(keys, tree), (data) => parsesOrComplains(stringify(data))),
    { numRuns: 500 },
  );
});

test('a good scenario with any tree in place of a line', () => {
  const line = fc.integer({ min: 1, max: goodLines.length });
  const mutated = fc.property(line, tree, (number, data) => {
    const key = /^ *(?:- )?(?:\w+:)?/.exec(goodLines[number - 1] ?? '')?.[0] ?? '';
    parsesOrComplains(scenarioText({ [number]: `${key} ${JSON.stringify(data)}` }));
  });
  fc.assert(mutated, { numRuns: 500 });
});

test('any override', () => {
  const paths = fc.array(fc.oneof(keys, fc.constantFrom('0', '9', 'lambda', 'burst'), fc.string()), { maxLength: 5 });
  const override = fc
    .tuple(
      paths,
      fc.oneof(
        fc.string(),
        tree.map((data) => JSON.stringify(data)),
      ),
    )
    .map(([path, value]) => `${path.join('.')}=${value}`);
  fc.assert(
    fc.property(fc.array(override, { maxLength: 3 }), (set) => parsesOrComplains(scenarioText(), set)),
    { numRuns: 500 },
  );
});

test.each([
  ['brackets', '['.repeat(20_000)],
  ['dashes', `${'- '.repeat(20_000)}x`],
  [
    'aliases that unfold into a billion',
    [
      'a: &a [x]',
      ...'bcdefghij'.split('').map((key, i) => `${key}: &${key} [${Array(10).fill(`*${'abcdefghi'[i]}`).join(', ')}]`),
    ].join('\n'),
  ],
  ['an alias of itself', 'name: &x [*x]\nload: &y { a: *y }'],
])('text made to hurt: %s', (_, text) => parsesOrComplains(text));
