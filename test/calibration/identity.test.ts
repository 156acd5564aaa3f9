import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { identitySchema } from '../../src/model/schema/fields.ts';
import { engines, type GivenAnswer } from './all-engines.ts';

const plain = (body: string | Buffer): GivenAnswer => ({
  ...{ status: 200, headers: {} },
  body: typeof body === 'string' ? Buffer.from(body) : body,
});

const named = (bytes: Buffer): GivenAnswer => ({
  ...plain('x'),
  headers: { 'rollcall-instance-id': bytes.toString('latin1') },
});

/** Any characters at all, and now and then two ids that differ only after 300. */
const anyText = fc
  .tuple(fc.boolean(), fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }))
  .map(([isLong, text]) => (isLong ? 'long'.repeat(75) + text : text))
  .filter((text) => text.trim() === text);

// biome-ignore lint/suspicious/noControlCharactersInRegex: what HTTP refuses in a header
const headerText = anyText.filter((text) => !/[\0-\x1f\x7f]/.test(text));

const headerBytes = fc
  .array(fc.oneof(fc.integer({ min: 0x21, max: 0x7e }), fc.integer({ min: 0x80, max: 0xff })), { minLength: 1 })
  .map((bytes) => Buffer.from(bytes));

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 30 });
const jsonNumber = fc
  .tuple(fc.constantFrom('', '-'), digits, fc.constantFrom('', '.0', '.5', 'e3', 'E+2'))
  .map(([sign, whole, end]) => sign + (whole.replace(/^0+(?=\d)/, '') || '0') + end);

const many = <T>(id: fc.Arbitrary<T>, selector: (id: T) => string = String) =>
  fc.uniqueArray(id, { minLength: 2, maxLength: 25, selector });

const runs = { numRuns: 6 };

describe.each(engines)('%s: of random ids as many are distinct as were sent', (_, ask) => {
  const idsOf = async (from: 'headers' | 'json' | 'csv', answers: readonly GivenAnswer[]) => {
    const { samples } = await ask(answers, { identity: identitySchema.parse({ from }) });
    return samples.map(({ identity }) => identity?.instanceId);
  };

  test('texts in a header, read as they were sent', async () => {
    await fc.assert(
      fc.asyncProperty(many(headerText), async (ids) => {
        expect(
          await idsOf(
            'headers',
            ids.map((id) => named(Buffer.from(id))),
          ),
        ).toEqual(ids);
      }),
      runs,
    );
  });

  test('numbers in JSON, read as they were written', async () => {
    await fc.assert(
      fc.asyncProperty(many(jsonNumber), async (ids) => {
        expect(
          await idsOf(
            'json',
            ids.map((id) => plain(`\ufeff{"instanceId": ${id} }`)),
          ),
        ).toEqual(ids);
      }),
      runs,
    );
  });

  test('texts in JSON, read as they were sent', async () => {
    await fc.assert(
      fc.asyncProperty(many(anyText), async (ids) => {
        expect(
          await idsOf(
            'json',
            ids.map((instanceId) => plain(JSON.stringify({ instanceId }))),
          ),
        ).toEqual(ids);
      }),
      runs,
    );
  });

  test('columns of CSV, read as they were sent', async () => {
    await fc.assert(
      fc.asyncProperty(many(anyText), async (ids) => {
        expect(
          await idsOf(
            'csv',
            ids.map((id) => plain(`"${id.replaceAll('"', '""')}",1\r\n`)),
          ),
        ).toEqual(ids);
      }),
      runs,
    );
  });
});

/** The result of a function is JSON: its headers are text. */
const ofBytes = engines.filter(([name]) => name !== 'invoke');

test.each(ofBytes)('%s: of ids of random bytes in a header as many are distinct as were sent', async (_, ask) => {
  await fc.assert(
    fc.asyncProperty(
      many(headerBytes, (id) => id.toString('hex')),
      async (ids) => {
        const { samples } = await ask(ids.map(named), { identity: identitySchema.parse({ from: 'headers' }) });
        expect(new Set(samples.map(({ identity }) => identity?.instanceId)).size).toBe(ids.length);
      },
    ),
    runs,
  );
});

test.each(engines)('%s: an id of 65,537 bytes is refused, one of 65,536 is kept', async (_, ask) => {
  const answers = [65_536, 65_537].map((length) => plain(JSON.stringify({ instanceId: 'y'.repeat(length) })));
  const { samples } = await ask(answers, { identity: identitySchema.parse({ from: 'json' }) });
  expect(samples.map(({ identity, identityProblem }) => identity?.instanceId.length ?? identityProblem)).toEqual([
    ...[65_536, 'id-too-long'],
  ]);
});
