import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AnswerParser, type HttpAnswer } from '../../../../src/loadgen/http/http-parser.ts';
import { WholeAnswers } from '../../../../src/loadgen/http/whole-answer.ts';

const options = { method: 'GET', keepBodyBytes: 10 };

const line = fc.constantFrom(
  ...[
    'content-length: 5',
    'content-length: 0',
    'Content-Length:5',
    'content-length: 5, 5',
    'content-length: 101',
    'content-length: 1000',
  ],
  ...['transfer-encoding: chunked', 'connection: close', 'connection: keep-alive', 'x-a: 1', 'X-A:  2 ', ' folded'],
  ...['x-tab:\tvalue', 'x bad: 1', 'x-nul: \0', 'x-cr: a\rb', 'x-lf: a\nb', ': empty', 'set-cookie: a=1'],
);
const start = fc.constantFrom(
  ...['HTTP/1.1 200 OK', 'HTTP/1.0 200 OK', 'HTTP/1.1 204 No Content', 'HTTP/1.1 304', 'HTTP/1.1 100 Continue'],
  ...['HTTP/1.1 500 x', 'HTTP/2 200', 'HTTP/1.1 99 x', 'nonsense'],
);
const body = fc.constantFrom('', 'hello', 'hell', 'helloo', '5\r\nhello\r\n0\r\n\r\n', 'x'.repeat(101));

const wholeAnswer = (bytes: Buffer) => new WholeAnswers().read(bytes, bytes.length, options);

const comparable = ({ introduction: _, ...answer }: HttpAnswer) => ({
  ...answer,
  headers: new Map(answer.headers),
  body: answer.body.toString(),
});

const read = (bytes: Buffer) => {
  const progress = new AnswerParser(options).feed(bytes);
  return progress.kind === 'done' && comparable(progress.answer);
};

test('where it reads an answer at all, it reads what the incremental parser reads, of whatever comes', () => {
  let read2xx = 0;
  fc.assert(
    fc.property(start, fc.array(line, { maxLength: 5 }), body, (first, lines, content) => {
      const bytes = Buffer.from(`${[first, ...lines].join('\r\n')}\r\n\r\n${content}`, 'latin1');
      const whole = wholeAnswer(bytes);
      if (whole?.kind !== 'done') return;
      read2xx += 1;
      expect(whole.restBytes).toBe(0);
      expect(comparable(whole.answer)).toEqual(read(bytes));
    }),
    { numRuns: 6000 },
  );
  // Or the test would hold for a function that reads nothing.
  expect(read2xx).toBeGreaterThan(50);
});

test('a plain answer with its length is read, of its body the first 10 bytes', () => {
  const answerOf = (body: string) => {
    const text = `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    const progress = wholeAnswer(Buffer.from(text));
    return progress?.kind === 'done' && [progress.answer.body.toString(), progress.answer.isBodyCut];
  };
  expect(['hello, world', 'hello, wor'].map(answerOf)).toEqual([
    ['hello, wor', true],
    ['hello, wor', false],
  ]);
});

test('what is cut off, chunked or interim is left to the parser', () => {
  for (const text of [
    'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell',
    'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello!',
    'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n',
    'HTTP/1.1 200 OK\r\n\r\n',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    'HTTP/1.1 100 Continue\r\n\r\n',
  ])
    expect(wholeAnswer(Buffer.from(text))).toBeUndefined();
});

test('on one connection, answers are read as on one each, whatever came before', () => {
  const answer = fc.record({ first: start, lines: fc.array(line, { maxLength: 2 }), content: body });
  let again = 0;
  fc.assert(
    fc.property(fc.array(answer, { maxLength: 4 }), (sent) => {
      const answers = new WholeAnswers();
      // What comes twice is what the fast path is for.
      for (const { first, lines, content } of [...sent, ...sent].flatMap((one) => [one, one])) {
        const bytes = Buffer.from(`${[first, ...lines].join('\r\n')}\r\n\r\n${content}`, 'latin1');
        const here = answers.read(bytes, bytes.length, options);
        const alone = wholeAnswer(bytes);
        if (here?.kind === 'done') again += 1;
        expect(here?.kind === 'done' && comparable(here.answer)).toEqual(
          alone?.kind === 'done' && comparable(alone.answer),
        );
      }
    }),
    { numRuns: 2000 },
  );
  expect(again).toBeGreaterThan(50);
});

test('the same head with a body of another length, or with more behind it, is left to the parser', () => {
  const answers = new WholeAnswers();
  const head = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n';
  const kinds = ['ok', 'o', 'ok!', 'ok'].map((content) => {
    const bytes = Buffer.from(head + content);
    return answers.read(bytes, bytes.length, options)?.kind;
  });
  expect(kinds).toEqual(['done', undefined, undefined, 'done']);
});

test('an answer without a kept body that comes again is the same object; one with a kept body is another with its own', () => {
  const readTwice = (keepBodyBytes: number) => {
    const answers = new WholeAnswers();
    const shared = Buffer.alloc(100);
    const keeping = { ...options, keepBodyBytes };
    return ['ab', 'cd'].map((content) => {
      const length = shared.write(`HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n${content}`);
      const progress = answers.read(shared, length, keeping);
      return progress?.kind === 'done' ? progress.answer : undefined;
    });
  };
  const [first, second] = readTwice(0);
  expect(second).toBe(first);
  expect(readTwice(10).map((answer) => answer?.body.toString())).toEqual(['ab', 'cd']);
});

test('the same head is another answer to a HEAD request, in whatever order they come', () => {
  const answers = new WholeAnswers();
  const head = { ...options, method: 'HEAD' };
  const bytes = Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
  const lengths = [bytes.length, bytes.length - 2].flatMap((length) =>
    [options, head, options].map((way) => answers.read(bytes, length, way)?.kind),
  );
  expect(lengths).toEqual(['done', undefined, 'done', undefined, 'done', undefined]);
});
