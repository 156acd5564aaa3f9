import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import { answerText, type Script, serve } from '../../calibration/scripted-server.ts';
import { parseCsv } from '../../unit/report/parse-csv.ts';
import { type Run, runScenarioHere, scenarioFile, targetOf } from '../rollcall.ts';

interface Asked {
  readonly top?: string;
  readonly targets: readonly string[];
  readonly requests: number;
}

const scenario = ({ top = '', targets, requests }: Asked) =>
  scenarioFile(`
name: answers
question: What came back?
workload: { kind: builtin, call: { ioMs: 0 } }
${top}
targets:
${targets.map((target) => `  - { kind: http, ${target} }`).join('\n')}
load:
  - { name: calls, kind: sequential, requests: ${requests} }
`);

const codesOf = ({ result }: Run) => result.verdict.reasons.map(({ code }) => code);

/** Rows of one of the CSV files of a run, by the names in its head. */
async function csvOf({ directory }: Run, name: string): Promise<Record<string, string>[]> {
  const [head = [], ...rows] = parseCsv(await readFile(join(directory, name), 'utf8'));
  return rows.map((row) => Object.fromEntries(head.map((column, index) => [column, row[index] ?? ''])));
}

const workMs = 300;

/** The same work of 300 ms, and what of it the head of the answer knows. */
const works: Readonly<Record<string, (socket: Socket) => void>> = {
  plain: (socket) => afterWork(() => socket.write(answerText('200 OK', idOf('plain', workMs), 'fine'))),
  hinted: (socket) => {
    socket.write('HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n');
    afterWork(() => socket.write(answerText('200 OK', idOf('hinted', workMs), 'fine')));
  },
  streamed: (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\n${idOf('streamed', 1)}transfer-encoding: chunked\r\n\r\n2\r\nfi\r\n`);
    afterWork(() => socket.write('2\r\nne\r\n0\r\n\r\n'));
  },
};

/** Timers count from the begin of the turn of the event loop, in whole ms: what is missing is waited for. */
function afterWork(then: () => void, startedAtMs = performance.now()): void {
  const restMs = startedAtMs + workMs - performance.now();
  if (restMs <= 0) then();
  else setTimeout(() => afterWork(then, startedAtMs), Math.ceil(restMs));
}

const idOf = (id: string, handlerMs: number): string =>
  `rollcall-instance-id: ${id}\r\nrollcall-handler-ms: ${handlerMs}\r\n`;

const doWork: Script = (socket, { head }) => works[/^GET \/(\w+)/.exec(head)?.[1] ?? '']?.(socket);

it('the same work is as long and costs as much whether its answer is plain, hinted or streamed, in the bill and in CSV', async () => {
  await using server = await serve(doWork);
  const cost =
    'cost: { kind: instance-time, vcpu: 1, memoryMb: 1024, usdPerVcpuSecond: 1, usdPerGbSecond: 0, usdPerMillionRequests: 0, stepMs: 1 }';
  const targets = Object.keys(works).map((name) => `name: ${name}, url: '${server.url}/${name}', ${cost}`);
  const run = await runScenarioHere(await scenario({ targets, requests: 4 }));
  const environments = await csvOf(run, 'environments.csv');
  for (const name of Object.keys(works)) {
    const { billing, environments: roll } = targetOf(run.result, name);
    const [{ busyMs = 0 } = {}] = roll.list;
    const own = run.samples.filter(({ target }) => target === name);
    // The head of a streamed answer is sent at once: by as much as it is late, less of the work is seen to follow it.
    const lateMs =
      name === 'streamed' ? own.reduce((sum, s) => sum + (s.firstByteAtMs ?? 0) - (s.sentAtMs ?? 0), 0) : 0;
    // 4 calls of 300 ms, in µs.
    expect(Math.round((busyMs + lateMs) * 1000)).toBeGreaterThanOrEqual(4 * workMs * 1000);
    expect(busyMs).toBeLessThanOrEqual(own.reduce((sum, s) => sum + s.completedAtMs - (s.sentAtMs ?? 0), 0) + 0.01);
    expect(billing?.billedMs).toBe(Math.ceil(Math.round(busyMs * 1000) / 1000));
    expect(environments.find(({ target }) => target === name)?.['busyMs']).toBe(String(busyMs));
  }
});

it('ids of any kind are exact in every file of a run', async () => {
  const long = 'long'.repeat(100);
  // Not a string of JSON, to the last byte.
  const written = [
    ...[`"${long}1"`, `"${long}2"`, '12345678901234567891', '12345678901234567892', '1.0', '1'],
    ...[
      '" a"',
      '"a"',
      '"Z\xc3\xbcrich"',
      '"Z\xfcrich"',
      '"Z\xf6rich"',
      '"=1+1"',
      '"\\ud800"',
      '"\\ud801"',
      '"<b>&\\"\\n"',
    ],
  ];
  const ids = [
    ...[`${long}1`, `${long}2`, '12345678901234567891', '12345678901234567892', '1.0', '1'],
    ...[' a', 'a', 'Zürich', 'Z�FCrich', 'Z�F6rich', '=1+1', '�ED�A0�80', '�ED�A0�81', '<b>&"\n'],
  ];
  await using server = await serve((socket, { n }) => {
    const body = `{"instanceId":${written[(n - 1) % written.length]}}`;
    socket.write(Buffer.from(answerText('200 OK', '', body), 'latin1'));
  });
  const top = 'identity: { from: json }';
  const targets = [`name: api, url: '${server.url}'`];
  const run = await runScenarioHere(await scenario({ top, targets, requests: 2 * ids.length }), '--page');
  const { environments, requests } = targetOf(run.result, 'api');
  expect([environments.distinct, environments.reused, requests.unidentified]).toEqual([ids.length, ids.length, 0]);
  expect(environments.list.map(({ instanceId }) => instanceId)).toEqual(ids);
  expect(run.samples.map(({ instanceId }) => instanceId)).toEqual([...ids, ...ids]);

  const bytes = await readFile(join(run.directory, 'samples.parquet'));
  const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
  expect(rows.map((row) => row['instanceId'])).toEqual([...ids, ...ids]);
  // One at the front is ours.
  const inCsv = ids.map((id) => (id.startsWith('=') ? `'${id}` : id));
  for (const [file, expected] of [
    ['environments.csv', inCsv],
    ['samples.csv', [...inCsv, ...inCsv]],
  ] as const)
    expect((await csvOf(run, file)).map((row) => row['instanceId'])).toEqual(expected);

  const html = await readFile(join(run.directory, 'report.html'), 'utf8');
  const named = [...html.matchAll(/data-instance="([^"]*)">([^<]*)</g)];
  expect(named.map(([, id]) => unescaped(id))).toEqual(ids);
  expect(new Set(named.map(([, , label]) => label)).size).toBe(ids.length);
});

const unescaped = (text = ''): string =>
  text.replace(/&(?:#(\d+)|(\w+));/g, (_, code, name) =>
    code === undefined ? ({ lt: '<', gt: '>', amp: '&', quot: '"' }[name as string] ?? '') : String.fromCodePoint(code),
  );

it.each(['socket', 'undici'])(
  'JSON that is longer than keptBodyBytes is unidentified, and the verdict names the field: %s',
  async (engine) => {
    await using server = await serve((socket, { n }) => {
      const body = JSON.stringify({ instanceId: 'a', pad: 'x'.repeat(n % 2 === 0 ? 10 : 1000) });
      socket.write(answerText('200 OK', '', body));
    });
    const top = `identity: { from: json }\nkeptBodyBytes: 500\nengine: ${engine}`;
    const targets = [`name: api, url: '${server.url}'`];
    const run = await runScenarioHere(await scenario({ top, targets, requests: 6 }));
    const { requests, environments } = targetOf(run.result, 'api');
    expect([requests.unidentified, requests.bodyTooLong, environments.distinct]).toEqual([3, 3, 1]);
    expect(codesOf(run)).toContain('body-too-long');
    expect(codesOf(run)).not.toContain('unidentified');
    expect(run.stdout + run.stderr).toContain('raise `keptBodyBytes`');
    expect(run.samples.filter(({ identityProblem }) => identityProblem === 'body-too-long')).toHaveLength(3);
  },
);

it('an id that is too long is refused: the terminal, the page and the samples say so, and what to do', async () => {
  await using server = await serve((socket, { n }) =>
    socket.write(answerText('200 OK', '', `${n % 2 === 0 ? 'short' : 'y'.repeat(65_537)},${n}`)),
  );
  const top = 'identity: { from: csv }';
  const run = await runScenarioHere(
    await scenario({ top, targets: [`name: api, url: '${server.url}'`], requests: 6 }),
    '--page',
  );
  const { requests, environments } = targetOf(run.result, 'api');
  expect([requests.answered, requests.unidentified, requests.idTooLong, environments.distinct]).toEqual([6, 3, 3, 1]);
  expect(codesOf(run)).toContain('instance-id-too-long');
  expect(codesOf(run)).not.toContain('unidentified');
  const html = await readFile(join(run.directory, 'report.html'), 'utf8');
  for (const text of [run.stdout + run.stderr, html]) {
    expect(text).toContain('3 answers of api had an instance id of more than 65,536 bytes');
    expect(text).toContain('use a UUID as the instance id');
  }
  expect(run.samples.map(({ identityProblem }) => identityProblem ?? '-')).toEqual([
    ...['id-too-long', '-', 'id-too-long', '-', 'id-too-long', '-'],
  ]);
  expect((await csvOf(run, 'samples.csv')).filter((row) => row['identityProblem'] === 'id-too-long')).toHaveLength(3);
});

it.each([302, 304, 404])(
  'a %i that is meant is answered and has a latency; not said to be, it is none',
  async (status) => {
    await using server = await serve((socket) => socket.write(answerText(`${status} Some Reason`, idOf('i', 1))));
    const thresholds = 'thresholds: [api.requests.answered == 10, api.latency.max < 60 s]';
    const targets = [`name: api, url: '${server.url}'`];
    const unsaid = await runScenarioHere(await scenario({ top: thresholds, targets, requests: 10 }));
    expect([unsaid.code, targetOf(unsaid.result, 'api').requests.answered]).toEqual([3, 0]);
    expect(unsaid.result.verdict.reasons[0]?.advice).toContain(`expect: { status: ${status} }`);

    const top = `request: { expect: { status: 500 } }\n${thresholds}`;
    const expecting = [`${targets[0]}, expect: { status: [2xx, ${status}] }`];
    const meant = await runScenarioHere(await scenario({ top, targets: expecting, requests: 10 }));
    const { requests, latencyMs } = targetOf(meant.result, 'api');
    expect([meant.code, requests.answered, latencyMs.serviceTime.all?.count]).toEqual([0, 10, 10]);
  },
);
