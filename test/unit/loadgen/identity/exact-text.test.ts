import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exactText, exactTextOf, exactTextOfBytes } from '../../../../src/loadgen/identity/exact-text.ts';

const bytes = (...values: number[]) => Buffer.from(values);

describe('bytes', () => {
  test.each<[string, Buffer, string]>([
    ['UTF-8 stays as it came', Buffer.from('Zürich-1 東京 😀'), 'Zürich-1 東京 😀'],
    ['Zürich in Latin-1', Buffer.from('Zürich', 'latin1'), 'Z�FCrich'],
    ['Zörich in Latin-1', Buffer.from('Zörich', 'latin1'), 'Z�F6rich'],
    ['a sequence that breaks off, before a letter', bytes(0xe6, 0x9d, 0x41), '�E6�9DA'],
    ['an overlong slash', bytes(0xc0, 0xaf), '�C0�AF'],
    ['half a surrogate pair', bytes(0xed, 0xa0, 0x80), '�ED�A0�80'],
    ['valid beside invalid', Buffer.concat([Buffer.from('ü'), bytes(0xff)]), 'ü�FF'],
    ['U+FFFD of its own', Buffer.from('a�b'), 'a�b'],
    ['a text that looks like an escape', Buffer.from('Z�FCrich'), 'Z�EF�BF�BDFCrich'],
    ['U+FFFD beside invalid', Buffer.concat([Buffer.from('�'), bytes(0xff)]), '�EF�BF�BD�FF'],
    ['a byte order mark is text', Buffer.from('\ufeffa'), '\ufeffa'],
    ['nothing', bytes(), ''],
  ])('%s', (_, given, text) => {
    expect(exactText(given)).toBe(text);
  });

  /** What the text stands for, read back by the rule that the function states. */
  const backToBytes = (text: string): Buffer =>
    Buffer.concat(
      (text.match(/�[0-9A-F]{2}|./gsu) ?? []).map((piece) =>
        /^�../.test(piece) ? Buffer.from(piece.slice(1), 'hex') : Buffer.from(piece),
      ),
    );

  // Few different bytes, so that those of U+FFFD (EF BF BD), hexadecimal digits and broken sequences meet often.
  const trickyByte = fc.constantFrom(
    0xef,
    0xbf,
    0xbd,
    0x46,
    0x43,
    0xc3,
    0xbc,
    0xed,
    0xa0,
    0x80,
    0xff,
    0xf0,
    0x9f,
    0x98,
  );

  test('are never lost: the text can be read back, so no two byte sequences have one text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), fc.array(trickyByte, { maxLength: 12 }), (any, tricky) => {
        for (const given of [Buffer.from(any), Buffer.from(tricky)])
          expect(backToBytes(exactText(given)).equals(given)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('one byte per character is the same', () => {
    expect(exactTextOfBytes('plain-1')).toBe('plain-1');
    expect(exactTextOfBytes('Z\xc3\xbcrich')).toBe('Zürich');
    expect(exactTextOfBytes('Z\xfcrich')).toBe('Z�FCrich');
  });
});

test.each<[string, string]>([
  ['Zürich 😀', 'Zürich 😀'],
  ['a�b', 'a�b'],
  ['a�FC', 'a�EF�BF�BDFC'],
  ['\ud800', '�ED�A0�80'],
  ['\udfff😀', '�ED�BF�BF😀'],
])('of a decoded text %j it is %j', (given, text) => {
  expect(exactTextOf(given)).toBe(text);
  expect(Buffer.from(text).toString()).toBe(text);
});
