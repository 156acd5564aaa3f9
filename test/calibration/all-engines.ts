import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Phase, phaseSchema } from '../../src/load/phases.ts';
import { serveHttp2 } from './connections/http2-server.ts';
import { type Fired, fire, sequential, type Varied } from './firing.ts';
import { serve } from './scripted-server.ts';

/** What the nth request (from 0) is to be answered. */
export interface GivenAnswer {
  readonly status: number;
  /** Values one byte per character (Latin-1). */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Fires so many requests one after another, each answered as given. */
export type Ask = (answers: readonly GivenAnswer[], more: Varied) => Promise<Fired & { readonly connections?: number }>;

/** Every way in which requests are sent, each at a server of its own that answers as it is told. */
export const engines: readonly (readonly [name: string, ask: Ask])[] = [
  [
    'socket',
    (answers, more) => overHttp1(answers, sequential(answers.length), { engine: { kind: 'socket' }, ...more }),
  ],
  [
    'undici over HTTP/1.1',
    (answers, more) =>
      overHttp1(answers, sequential(answers.length), { engine: { kind: 'undici', http2: false }, ...more }),
  ],
  ['undici over HTTP/2', overHttp2],
  [
    'autocannon',
    (answers, more) => overHttp1(answers, closed(answers.length), { engine: { kind: 'autocannon' }, ...more }),
  ],
  ['invoke', byInvoke],
];

const closed = (requests: number): Phase =>
  phaseSchema.parse({ kind: 'closed', name: 'calls', connections: 1, requests });

const http1Answer = ({ status, headers, body }: GivenAnswer): Buffer =>
  Buffer.concat([
    Buffer.from(
      `HTTP/1.1 ${status} Some Reason\r\n${Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')}content-length: ${body.length}\r\n\r\n`,
      'latin1',
    ),
    status === 304 ? Buffer.alloc(0) : body,
  ]);

async function overHttp1(answers: readonly GivenAnswer[], phase: Phase, more: Varied) {
  await using server = await serve((socket, { n }) => {
    const answer = answers[n - 1];
    if (answer !== undefined) socket.write(http1Answer(answer));
  });
  const fired = await fire(server.url, phase, more);
  return { ...fired, connections: server.connections };
}

async function overHttp2(answers: readonly GivenAnswer[], more: Varied) {
  await using server = await serveHttp2((_, response, n) => {
    const { status, headers, body } = answers[n - 1] ?? { status: 500, headers: {}, body: Buffer.alloc(0) };
    response.writeHead(status, { ...headers, 'content-length': body.length });
    response.end(status === 304 ? '' : body);
  });
  const engine = { kind: 'undici', http2: true } as const;
  const fired = await fire(server.url, sequential(answers.length), {
    ...{ engine, tls: { rejectUnauthorized: false } },
    ...more,
  });
  return { ...fired, connections: server.connections };
}

/** The answer is the function's result, in the form that a function URL reads: headers are text there. */
async function byInvoke(answers: readonly GivenAnswer[], more: Varied) {
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIANOBODY';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'nobodys-secret';
  let invocations = 0;
  const server = createServer((request, response) => {
    request.resume();
    if (request.method !== 'POST') {
      response.writeHead(404).end();
      return;
    }
    const { status, headers, body } = answers[invocations++] ?? { status: 500, headers: {}, body: Buffer.alloc(0) };
    const texts = Object.entries(headers).map(([name, value]) => [name, Buffer.from(value, 'latin1').toString()]);
    response.end(
      JSON.stringify({
        ...{ statusCode: status, headers: Object.fromEntries(texts) },
        ...{ body: body.toString('base64'), isBase64Encoded: true },
      }),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    return await fire(endpoint, sequential(answers.length), {
      delivery: {
        ...{ kind: 'invoke', region: 'us-east-1', functionName: 'fn', tail: false },
        ...{ access: { lambdaEndpoint: endpoint }, maxSockets: 10, concurrency: 10 },
      },
      ...more,
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
