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
    'an answer that says it has 50 MB where 10 MB are allowed',
    (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n'),
    { outcome: { kind: 'malformed', message: 'a body of more than 10000000 bytes' } },
  ],
  [
    '50 MB in chunks where 10 MB are allowed',
    (socket) => {
      const chunk = `${(1_000_000).toString(16)}\r\n${'x'.repeat(1_000_000)}\r\n`;
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      for (let i = 0; i < 50; i += 1) socket.write(chunk);
    },
    { outcome: { kind: 'malformed', message: 'a body of more than 10000000 bytes' } },
  ],
];
