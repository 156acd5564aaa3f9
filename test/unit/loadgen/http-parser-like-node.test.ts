import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AnswerParser } from '../../../src/loadgen/http/http-parser.ts';

interface Read {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

function ours(bytes: Buffer, pieceLength: number): Read | string {
  const parser = new AnswerParser({ method: 'GET', keepBodyBytes: 1e6 });
  let progress = parser.feed(Buffer.alloc(0));
  for (let at = 0; at < bytes.length; at += pieceLength) progress = parser.feed(bytes.subarray(at, at + pieceLength));
  if (progress.kind === 'need-more') progress = parser.end();
  if (progress.kind !== 'done') return progress.kind;
  const { status, headers, body } = progress.answer;
  return { status, headers: Object.fromEntries(headers), body: body.toString('latin1') };
}

/** Node's own client, on a connection that is a stream in memory. */
function theirs(bytes: Buffer): Promise<Read> {
  const connection = new Duplex({
    read() {},
    write: (_chunk, _encoding, written) => written(),
  });
  return new Promise((resolve, reject) => {
    const onAnswer = async (answer: IncomingMessage) => {
      const body = Buffer.concat(await answer.toArray()).toString('latin1');
      const headers = Object.entries(answer.headersDistinct).map(([name, values]) => [name, values?.join(', ') ?? '']);
      resolve({ status: answer.statusCode ?? 0, headers: Object.fromEntries(headers), body });
    };
    request({ createConnection: () => connection as Socket }, onAnswer)
      .on('error', reject)
      .end();
    connection.push(bytes);
    connection.push(null);
  });
}

const text = (alphabet: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });

const headers = fc.array(
  fc.tuple(
    text('abcXYZ', 1, 6).map((name) => `x-${name}`),
    text('abc 019;=/"é', 0, 12),
  ),
  { maxLength: 6 },
);

const framed = fc.oneof(
  text('abc\r\n\0é', 0, 40).map((body) => `content-length: ${body.length}\r\n\r\n${body}`),
  text('abc\r\n\0é', 0, 40).map((body) => `\r\n${body}`),
  fc
    .tuple(fc.array(text('abc\r\n\0é', 1, 20), { maxLength: 5 }), fc.constantFrom('', ';ext', ';a="b"'), fc.boolean())
    .map(([chunks, extension, trailers]) => {
      const parts = chunks.map((chunk) => `${chunk.length.toString(16)}${extension}\r\n${chunk}\r\n`);
      return `Transfer-Encoding: chunked\r\n\r\n${parts.join('')}0\r\n${trailers ? 'x-sum: 7\r\n' : ''}\r\n`;
    }),
);

const answer = fc
  .record({
    interim: fc.constantFrom('', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'),
    version: fc.constantFrom('1.0', '1.1'),
    status: fc.constantFrom(200, 201, 302, 404, 429, 500, 503),
    headers,
    framed,
  })
  .map(({ interim, version, status, headers: fields, framed: rest }) => {
    const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    return Buffer.from(`${interim}HTTP/${version} ${status} Some Reason\r\n${lines}${rest}`, 'latin1');
  });

test('well-formed answers read as Node’s own client reads them', async () => {
  await fc.assert(
    fc.asyncProperty(answer, fc.integer({ min: 1, max: 50 }), async (bytes, pieceLength) => {
      expect(ours(bytes, pieceLength)).toEqual(await theirs(bytes));
    }),
    { numRuns: 500 },
  );
});
