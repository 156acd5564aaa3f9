import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { countBy } from '../../calibration/firing.ts';
import { rollcallHere, runScenarioHere, scenarioFile, targetOf } from '../rollcall.ts';

/** On a busy machine a load is late, and the run INVALID. What was sent is the claim. */
const late = ['--invalid-exit-code', '0'];

const rows = 10_000;
const bursts = 500;
/** At a higher rate three threads would wait awake for their instants. */
const dueRequests = 200;

/** A server with a record of its own: every request as it came. @param socket the file of a Unix socket instead of a port */
async function recordingServer(socket?: string) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('latin1');
      asked.push(`${request.method} ${request.url} ${request.headers['x-user']} ${body}`);
      response.writeHead(request.method === 'POST' ? 201 : 200).end();
    });
  });
  await new Promise<void>((resolve) =>
    socket === undefined ? server.listen(0, '127.0.0.1', resolve) : server.listen(socket, resolve),
  );
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { asked, url: `http://127.0.0.1:${port}`, [Symbol.dispose]: () => void server.close() };
}

const $ = '$';

it('10,000 rows, each once: 3 threads send every row exactly once in a burst, on a schedule and in a closed load', async () => {
  using server = await recordingServer();
  const file = await scenarioFile(`
name: feed
question: Was each row sent once?
threads: 3
feed: { file: users.csv, order: once }
request:
  headers: { x-user: 'user-${$}{id}' }
requests:
  - { name: buy, method: POST, path: '/users/${$}{id}', body: '{"id":${$}{id},"name":"${$}{name}"}', expect: { status: 201 } }
targets:
  - { name: api, kind: http, url: '${server.url}' }
load:
  - { name: burst, kind: burst, size: ${bursts / 5}, repeats: 5, gap: 1ms }
  - { name: steady, kind: constantRate, rate: ${dueRequests}/s, duration: 1s }
  - { name: closed, kind: closed, connections: 9, duration: 1m }
`);
  const names = Array.from({ length: rows }, (_, id) => `${id},"n ${id}"`);
  await writeFile(join(dirname(file), 'users.csv'), `id,name\n${names.join('\n')}\n`);

  const { code, stderr, result, samples } = await runScenarioHere(file, ...late);
  expect(stderr).toContain('users.csv: 10,000 rows, each at most once');
  expect(code).toBe(0);
  const expected = Array.from(
    { length: rows },
    (_, id) => `POST /users/${id} user-${id} {"id":${id},"name":"n ${id}"}`,
  );
  // The server's own record: nothing else, and nothing twice.
  expect(server.asked.length).toBe(rows);
  expect(new Set(server.asked)).toEqual(new Set(expected));
  expect(countBy(samples.map(({ phase }) => phase))).toEqual({
    burst: bursts,
    steady: dueRequests,
    closed: rows - bursts - dueRequests,
  });
  expect(new Set(samples.map(({ request }) => request))).toEqual(new Set(['buy']));
  // 201 is expected of this request, and only of it.
  const { requests, byRequest } = targetOf(result, 'api');
  expect(requests).toMatchObject({ sent: rows, answered: rows });
  expect(byRequest).toMatchObject([
    { name: 'buy', requests: { answered: rows }, latencyMs: { serviceTime: { count: rows } } },
  ]);
});

it('2 targets get the same requests in the same order, drawn by weight from the seed, with rows in turn', async () => {
  using server = await recordingServer();
  const file = await scenarioFile(`
name: mix
question: What was drawn?
feed: ids.ndjson
requests:
  - { name: list, weight: 3, path: /items }
  - { name: one, path: '/items/${$}{id}' }
targets:
  - { name: a, kind: http, url: '${server.url}' }
  - { name: b, kind: http, url: '${server.url}' }
load:
  - { name: first, kind: sequential, requests: 30 }
  - { name: second, kind: sequential, requests: 30 }
`);
  await writeFile(join(dirname(file), 'ids.ndjson'), '{"id":"a/b"}\n{"id":2}\n{"id":"c d"}\n');
  const { code, result } = await runScenarioHere(file, ...late);
  expect(code).toBe(0);
  const paths = server.asked.map((line) => line.split(' ')[1] ?? '');
  expect(paths).toHaveLength(120);
  expect(paths.slice(60)).toEqual(paths.slice(0, 60));
  // Rows go on in turn from one phase to the next, whatever comes between them.
  const ofRows = paths.slice(0, 60).filter((path) => path !== '/items');
  expect(ofRows.length).toBeGreaterThan(5);
  expect(ofRows).toEqual(ofRows.map((_, index) => ['/items/a%2Fb', '/items/2', '/items/c%20d'][index % 3]));
  const [list, one] = targetOf(result, 'a').byRequest ?? [];
  expect([list?.requests.sent, one?.requests.sent]).toEqual([60 - ofRows.length, ofRows.length]);
});

it('`check` refuses a load that needs more rows than there are', async () => {
  const file = await scenarioFile(`
name: short
question: Are there enough rows?
feed: { file: ids.csv, order: once }
request: { path: '/${$}{id}' }
targets: [{ name: a, kind: http, url: 'http://127.0.0.1:9' }]
load: [{ name: calls, kind: sequential, requests: 3 }]
`);
  await writeFile(join(dirname(file), 'ids.csv'), 'id\n1\n2\n');
  const { code, stderr } = await rollcallHere('check', file);
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining('ids.csv: the load takes each row once, and needs more than 2 rows'),
  ]);
});

it('an access log is sent again in its order, over a Unix socket, with the headers of `request`, and then the bytes of a file', async () => {
  const file = await scenarioFile(`
name: recorded
question: Was the log sent again?
request: { method: PUT, headers: { x-user: now }, bodyFile: photo.bin }
targets:
  - { name: app, kind: http, url: http://localhost/api, unix: app.sock }
  - { name: again, kind: http, url: http://localhost/api, unix: app.sock }
load:
  - { name: log, kind: trace, file: access.log, timeScale: 0.1 }
  - { name: photo, kind: sequential, requests: 1 }
`);
  using server = await recordingServer(join(dirname(file), 'app.sock'));
  const line = (request: string, second: number) =>
    `203.0.113.7 - - [30/Nov/2026:10:00:0${second} +0000] "${request}" 200 12 "-" "curl"`;
  const log = [line('GET /b HTTP/1.1', 2), line('POST /a?x=1 HTTP/1.1', 1), line('GET /b HTTP/1.1', 4)];
  await writeFile(join(dirname(file), 'access.log'), log.join('\n'));
  await writeFile(join(dirname(file), 'photo.bin'), Buffer.from([0xff, 0x00, 0xd8]));

  const { code, stderr, result } = await runScenarioHere(file, ...late);
  expect(stderr).toContain('log: 2 different recorded requests');
  expect([code, targetOf(result, 'app').requests.answered]).toEqual([0, 4]);
  const expected = ['POST /api/a?x=1 now ', 'GET /api/b now ', 'GET /api/b now ', 'PUT /api now \xff\0\xd8'];
  expect(server.asked).toEqual([...expected, ...expected]);
  expect(targetOf(result, 'app').byRequest?.map(({ name, requests }) => [name, requests.answered])).toEqual([
    ['GET /b', 2],
    ['POST /a', 1],
  ]);
});
