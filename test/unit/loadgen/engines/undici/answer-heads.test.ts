import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AnswerHeads } from '../../../../../src/loadgen/engines/undici/answer-heads.ts';

/** What is read of pieces that come one after another, and the lengths of the interim answers among them. */
function read(...pieces: readonly string[]) {
  const stream = new PassThrough();
  const interims: number[] = [];
  const broken: string[] = [];
  const filter = new AnswerHeads(stream as unknown as Socket, {
    removed: (bytes) => interims.push(bytes),
    malformed: ({ message }) => broken.push(message),
  });
  const text = pieces.map((piece) => {
    stream.write(Buffer.from(piece, 'latin1'));
    let got = '';
    for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) got += chunk.toString('latin1');
    return got;
  });
  return { text, interims, broken, filter, stream };
}

const hints = 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n';
const goOn = 'HTTP/1.1 100 Continue\r\n\r\n';
const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx';

test.each<[string, string, number[]]>([
  ['none', '', []],
  ['one', goOn, [25]],
  ['several', `${goOn}${hints}${goOn}`, [25, 40, 25]],
])('%s before the answer', (_, before, lengths) => {
  const { text, interims } = read(before + answer);
  expect({ text, interims }).toEqual({ text: [answer], interims: lengths });
});

test('cut anywhere, the answer is whole and nothing else is read', () => {
  const bytes = `${goOn}${hints}${answer}`;
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(bytes.length), { maxLength: 5 }), (places) => {
      const ends = [...places.sort((a, b) => a - b), bytes.length];
      const { text, interims } = read(...ends.map((end, index) => bytes.slice(ends[index - 1] ?? 0, end)));
      expect([text.join(''), interims]).toEqual([answer, [25, 40]]);
    }),
  );
});

test('what looks like one within an answer stays', () => {
  expect(read(answer, goOn).text).toEqual([answer, goOn]);
});

test('the answer to the next request may have some too', () => {
  const { filter, stream, interims } = read(answer);
  filter.expect('GET');
  stream.write(`${hints}${answer}`);
  expect([stream.read().toString(), interims]).toEqual([answer, [40]]);
});

test.each([
  ['a change of protocols', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\n\r\n'],
  ['no HTTP', 'these bytes are no HTTP\r\n\r\n'],
])('%s is left to undici', (_, bytes) => {
  expect(read(bytes)).toMatchObject({ text: [bytes], interims: [] });
});

test('of a head without end no more than 64 KiB are held', () => {
  const endless = `HTTP/1.1 103 Early Hints\r\nlink: ${'x'.repeat(70_000)}`;
  expect(read(endless).text).toEqual([endless]);
});

test.each([
  ['another version', 'HTTP/2 200\r\n\r\n', 'the first line is no HTTP/1.1 status line'],
  [
    'two lengths',
    'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx',
    'content-length is no one number',
  ],
])('%s is malformed in the words of the socket engine, and undici sees nothing of it', (_, bytes, message) => {
  expect(read(bytes)).toMatchObject({ text: [''], interims: [], broken: [message] });
});

test('what undici would refuse although it is sound is written in the plain way, and its bytes are counted', () => {
  const folded = 'HTTP/1.1 200 OK\r\na: b\r\n  c\r\nContent-Length: 1\r\ncontent-length: 1, 1\r\n\r\nx';
  const plain = 'HTTP/1.1 200 OK\r\na: b c\r\ncontent-length: 1\r\n\r\nx';
  expect(read(folded)).toMatchObject({ text: [plain], interims: [folded.length - plain.length], broken: [] });
});
