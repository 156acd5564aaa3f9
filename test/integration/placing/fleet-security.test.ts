import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually, rollcallHere, scenarioFile, startRollcall, temporaryDirectory } from '../rollcall.ts';
import { startClosedBroker } from './closed-broker.ts';
import { startRecordingTruth } from './recording-truth.ts';

let closed: Awaited<ReturnType<typeof startClosedBroker>>;
let truth: Awaited<ReturnType<typeof startRecordingTruth>>;
let worker: ReturnType<typeof startRollcall>;
let file: string;
/** What the coordinator has sent to the worker, which every worker may read. */
const sent: { readonly subject: string; readonly data: Uint8Array }[] = [];

beforeAll(async () => {
  closed = await startClosedBroker();
  truth = await startRecordingTruth();
  file = await scenarioFile(
    `name: s\nquestion: q\ntargets: [{ name: truth, kind: http, url: '${truth.url}' }]\nload: [{ name: b, kind: burst, size: 20 }]\n`,
  );
  worker = startRollcall('worker', '--engine', closed.url, '--engine-credentials', closed.files.worker);
  expect(await eventually(() => worker.stderr().includes('ready'))).toBe(true);
});
afterAll(async () => {
  worker?.child.kill('SIGKILL');
  await truth?.[Symbol.asyncDispose]();
  await closed?.[Symbol.asyncDispose]();
});

const run = (joinTimeout: string, ...args: string[]) =>
  rollcallHere('run', file, '--workers', '1', '--engine', closed.url, '--join-timeout', joinTimeout, ...args);

it('credentials are in no output: of the command, the worker, the broker, or in a file of the run', async () => {
  const listener = await closed.connect('worker', 'worker');
  for (const subject of ['rollcall.*.call', 'rollcall.*.to.*', 'rollcall.*.run.*.all'])
    listener.subscribe(subject, { callback: (_, { subject, data }) => void sent.push({ subject, data }) });
  await listener.flush();
  const out = join(await temporaryDirectory(), 'run');
  const { code, stdout, stderr } = await run('30s', '--out', out, '--engine-credentials', closed.files.coordinator);
  expect([code, stderr]).toEqual([0, expect.stringContaining('joined')]);
  await listener.close();
  const files = readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'latin1')] as const);
  expect(files.map(([name]) => name)).toEqual(expect.arrayContaining(['result.json', 'report.html', 'samples.ndjson']));
  const outputs = [
    ['stdout', stdout],
    ['stderr', stderr],
    ['worker', worker.stderr()],
    ['broker', closed.broker.log()],
  ];
  const { coordinator, worker: ofWorker } = closed.keys;
  for (const [name, text] of [...files, ...outputs])
    for (const secret of [coordinator.seed, ofWorker.seed])
      expect([name, text?.includes(secret)]).toEqual([name, false]);
});

it.each([
  ['without credentials', undefined, 'refused the credentials'],
  ['with the key of a worker', 'worker', 'does not allow this client to subscribe to _INBOX_coordinator'],
  ['with credentials of another account', 'stranger', 'expected 1 worker within 1 s, got 0; nothing was fired'],
] as const)('%s a run is refused', async (_, who, reason) => {
  const { code, stderr } = await run('1s', ...(who === undefined ? [] : ['--engine-credentials', closed.files[who]]));
  expect([code, stderr]).toEqual([2, expect.stringContaining(reason)]);
});

it('a forged segment reaches no worker: not even what the coordinator sent before, word for word', async () => {
  expect(sent.length).toBeGreaterThan(3);
  for (const who of ['worker', 'stranger'] as const) {
    const forger = await closed.connect(who, 'coordinator');
    for (const { subject, data } of sent) forger.publish(subject, data);
    await forger.flush();
    await forger.close();
  }
  // All that is between the forgers and this run has come to the worker before it.
  const { code } = await run('30s', '--engine-credentials', closed.files.coordinator);
  expect(code).toBe(0);
  // Two runs of 20, and nothing else.
  expect((await truth.records()).length).toBe(40);
});
