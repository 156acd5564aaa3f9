import type { Exchange } from '../../src/loadgen/exchange.ts';
import { countBy } from './firing.ts';
import { answerText, type Script, serve } from './scripted-server.ts';

export const request = { method: 'GET', path: '/', headers: {} };

/** How often each status was answered, and each other outcome. */
export const endsOf = (exchanges: readonly Exchange[]): Record<string, number> =>
  countBy(
    exchanges.map(({ ending }) => (ending.kind === 'answer' ? String(ending.answer.status) : ending.outcome.kind)),
  );

/** Where nobody listens. */
export async function closedPort(): Promise<number> {
  const server = await serve(() => {});
  await server[Symbol.asyncDispose]();
  return server.port;
}

/** Servers that do one thing to every request, and how it must be read. */
export const scripts: [string, Script, object][] = [
  [
    'a redirect, which is not followed',
    (socket) => socket.write(answerText('302 Found', 'Location: /elsewhere\r\n')),
    { kind: 'answer', answer: { status: 302 } },
  ],
  ['a reset', (socket) => socket.resetAndDestroy(), { outcome: { kind: 'reset', message: 'read ECONNRESET' } }],
  ['an end without an answer', (socket) => socket.end(), { outcome: { kind: 'reset' } }],
  [
    'an answer that breaks off',
    (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'),
    { outcome: { kind: 'reset' } },
  ],
  ['garbage', (socket) => socket.end('these bytes are no HTTP\r\n\r\n'), { outcome: { kind: 'malformed' } }],
  [
    'an answer of 12 MB with its length, of which 1000 bytes are kept,',
    (socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 12000000\r\n\r\n${'x'.repeat(12_000_000)}`),
    { kind: 'answer', answer: { status: 200, body: Buffer.from('x'.repeat(1000)) } },
  ],
  [
    '12 MB in chunks, of which 1000 bytes are kept,',
    (socket) => {
      const chunk = `${(1_000_000).toString(16)}\r\n${'x'.repeat(1_000_000)}\r\n`;
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      for (let i = 0; i < 12; i += 1) socket.write(chunk);
      socket.write('0\r\n\r\n');
    },
    { kind: 'answer', answer: { status: 200, body: Buffer.from('x'.repeat(1000)) } },
  ],
];
