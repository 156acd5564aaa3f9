import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AnswerParser, type ParseResult, type ParserOptions } from '../../../../src/loadgen/http/http-parser.ts';

const bounds: ParserOptions = { method: 'GET', keepBodyBytes: 1000 };

/** What becomes of the bytes, fed in the given pieces, and then of the end of the connection. All come in one buffer, as in a socket. */
function read(pieces: readonly Buffer[], options: Partial<ParserOptions> = {}, closes = false): ParseResult {
  const parser = new AnswerParser({ ...bounds, ...options });
  let progress: ParseResult = { kind: 'need-more' };
  const shared = Buffer.alloc(Math.max(0, ...pieces.map(({ length }) => length)));
  for (const piece of pieces) {
    piece.copy(shared);
    progress = parser.feed(shared.subarray(0, piece.length));
  }
  return closes && progress.kind === 'need-more' ? parser.end() : progress;
}

const whole = (text: string) => [Buffer.from(text, 'latin1')];
const byteByByte = (text: string) => Array.from(Buffer.from(text, 'latin1'), (byte) => Buffer.from([byte]));

interface Summary {
  readonly kind: string;
  readonly status?: number;
  readonly body?: string;
  readonly keepAlive?: boolean;
  readonly restBytes?: number;
}

const summary = (progress: ParseResult): Summary =>
  progress.kind === 'done'
    ? {
        kind: 'done',
        status: progress.answer.status,
        body: progress.answer.body.toString('latin1'),
        keepAlive: progress.answer.keepAlive,
        restBytes: progress.restBytes,
      }
    : { kind: progress.kind };

const done = (status: number, body: string, keepAlive = true, restBytes = 0): Summary => ({
  ...{ kind: 'done', status, body, keepAlive, restBytes },
});

describe('well-formed answers, whole and split at every byte', () => {
  test.each<[string, string, Summary]>([
    ['content-length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', done(200, 'hello')],
    ['no reason phrase', 'HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n', done(200, '')],
    ['empty reason phrase', 'HTTP/1.1 503 \r\ncontent-length: 0\r\n\r\n', done(503, '')],
    ['204 has no body', 'HTTP/1.1 204 No Content\r\n\r\n', done(204, '')],
    ['304 has none whatever its length says', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n', done(304, '')],
    [
      'chunked, with an extension and trailers',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n00a\r\n, world!!!\r\n0\r\nX-Sum: 1\r\n\r\n',
      done(200, 'hello, world!!!'),
    ],
    [
      '100 and 103 are skipped',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok',
      done(201, 'ok'),
    ],
    ['connection: close', 'HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 1\r\n\r\nx', done(200, 'x', false)],
    ['HTTP/1.0 closes', 'HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx', done(200, 'x', false)],
    [
      'HTTP/1.0 keeps alive if it says so',
      'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx',
      done(200, 'x'),
    ],
    ['the same length twice', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok', done(200, 'ok')],
    [
      'a chunk line of exactly 8 KiB',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;${'e'.repeat(8190)}\r\nx\r\n0\r\n\r\n`,
      done(200, 'x'),
    ],
  ])('%s', (_, text, expected) => {
    expect(summary(read(whole(text)))).toEqual(expected);
    expect(summary(read(byteByByte(text)))).toEqual(expected);
  });

  test('a body without a length ends with the connection', () => {
    const text = 'HTTP/1.1 200 OK\r\n\r\nuntil the end';
    expect(summary(read(byteByByte(text)))).toEqual({ kind: 'need-more' });
    expect(summary(read(byteByByte(text), {}, true))).toEqual(done(200, 'until the end', false));
  });

  test('an answer to HEAD has no body, whatever its length says', () => {
    const text = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n';
    expect(summary(read(whole(text), { method: 'HEAD' }))).toEqual(done(200, ''));
  });

  test('names are lower case, a repeated header is joined, a folded one continued, spaces around values go', () => {
    const text = 'HTTP/1.1 204 x\r\nSet-Thing:  a \r\nset-thing:\tb\r\nFolded: c\r\n  d\r\nEmpty:\r\n\r\n';
    const progress = read(whole(text));
    const headers = progress.kind === 'done' ? Object.fromEntries(progress.answer.headers) : {};
    expect(headers).toEqual({ 'set-thing': 'a, b', folded: 'c d', empty: '' });
  });

  test('2 bytes that nobody asked for are told', () => {
    expect(summary(read(whole('HTTP/1.1 204 x\r\n\r\nHT')))).toEqual(done(204, '', true, 2));
  });

  test.each([
    ['with a length', 'Content-Length: 15\r\n\r\nhello, world!!!', true],
    ['in chunks', 'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\na\r\n, world!!!\r\n0\r\n\r\n', true],
    ['that ends with the connection', '\r\nhello, world!!!', false],
  ])('a body of 15 bytes %s is read to its end, and its first 4 bytes are kept', (_, rest, keepAlive) => {
    const text = `HTTP/1.1 200 OK\r\n${rest}`;
    expect(summary(read(byteByByte(text), { keepBodyBytes: 4 }, true))).toEqual(done(200, 'hell', keepAlive));
  });
});

describe('what is no answer, whole and split at every byte', () => {
  const ok = 'HTTP/1.1 200 OK\r\n';
  test.each<[string, string]>([
    ['garbage without any line break', 'kjh34k5h'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['HTTP/2', 'HTTP/2 200\r\n\r\n'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
    ['a header without a colon', `${ok}nonsense\r\n\r\n`],
    ['a space in a header name', `${ok}a b: c\r\n\r\n`],
    ['a header that starts with a space', `${ok} a: b\r\n\r\n`],
    ['a lone line feed in the head', `${ok}a: b\nc: d\r\n\r\n`],
    ['a NUL in a value', `${ok}a: \0\r\n\r\n`],
    ['a length that is no number', `${ok}content-length: 1e3\r\n\r\n`],
    ['a negative length', `${ok}content-length: -1\r\n\r\n`],
    ['two lengths', `${ok}content-length: 1\r\ncontent-length: 2\r\n\r\n`],
    ['a length and chunks', `${ok}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n`],
    ['a chunk size that is no number', `${ok}transfer-encoding: chunked\r\n\r\nxyz\r\n`],
    ['a chunk longer than its size', `${ok}transfer-encoding: chunked\r\n\r\n1\r\nabc\r\n`],
    ['101, which nobody asked for', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    ['a head of more than 64 KiB', `${ok}a: ${'x'.repeat(65_536)}`],
    ['interim answers of together more than 64 KiB', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(2622)],
    ['a chunk line of more than 8 KiB', `${ok}transfer-encoding: chunked\r\n\r\n1;${'x'.repeat(8200)}`],
    ['endless trailers', `${ok}transfer-encoding: chunked\r\n\r\n0\r\n${'a: b\r\n'.repeat(11_000)}`],
  ])('%s is malformed', (_, text) => {
    expect(read(whole(text)).kind).toBe('malformed');
    expect(read(byteByByte(text)).kind).toBe('malformed');
  });

  test('an answer that is cut off at any byte is incomplete, or needs more while the connection lasts', () => {
    const text = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n';
    for (let length = 0; length < text.length; length += 1) {
      const bytes = whole(text.slice(0, length));
      expect([read(bytes).kind, read(bytes, {}, true).kind]).toEqual(['need-more', 'incomplete']);
    }
  });
});

describe('properties', () => {
  const cut = (bytes: Buffer, places: readonly number[]): Buffer[] => {
    const sorted = [...new Set(places.map((place) => place % (bytes.length + 1)))].toSorted((a, b) => a - b);
    return [...sorted, bytes.length].map((end, i) => bytes.subarray(i === 0 ? 0 : sorted[i - 1], end));
  };
  const places = fc.array(fc.nat(5000), { maxLength: 8 });

  /** Mutations of real answers get deeper into the parser than plain noise. */
  const nearlyHttp = fc
    .tuple(
      fc.constantFrom(
        'HTTP/1.1 200 OK\r\ncontent-length: 12\r\na: b\r\n\r\nhello, world',
        'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n3;x\r\nabc\r\n0\r\nt: u\r\n\r\n',
        'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 404 Not Found\r\nconnection: keep-alive\r\n\r\nbody',
      ),
      fc.array(fc.tuple(fc.nat(120), fc.integer({ min: 0, max: 255 })), { maxLength: 3 }),
      fc.uint8Array({ maxLength: 20 }),
    )
    .map(([text, changes, tail]) => {
      const bytes = Buffer.concat([Buffer.from(text, 'latin1'), tail]);
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      return bytes;
    });
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    nearlyHttp,
  );

  test('how the bytes are split makes no difference, and no bytes throw', () => {
    fc.assert(
      fc.property(anything, places, fc.boolean(), (bytes, at, closes) => {
        const comparable = (progress: ParseResult) =>
          progress.kind === 'done'
            ? { ...summary(progress), headers: [...progress.answer.headers], restBytes: undefined }
            : summary(progress);
        const [one, many] = [read([bytes], {}, closes), read(cut(bytes, at), {}, closes)];
        expect(comparable(many)).toEqual(comparable(one));
        expect(['need-more', 'done', 'malformed', 'incomplete']).toContain(one.kind);
      }),
      { numRuns: 3000 },
    );
  });
});
