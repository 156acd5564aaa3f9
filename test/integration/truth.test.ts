import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pingPath } from '../../src/model/identity.ts';
import type { TruthConfig, TruthRecord } from '../../src/model/programs.ts';
import { temporaryDirectory } from './rollcall.ts';
import { ask, converse, spawnForTest, startForTest } from './target-program.ts';

const never = { throttle: 0, error: 0, reset: 0, hang: 0, garbage: 0 };

const options = (config: Partial<TruthConfig>) => ({
  program: 'targets/truth/main',
  config: { host: '127.0.0.1', port: 0, backlog: 512, delayMs: 0, instances: 1, every: never, ...config },
});

const start = (config: Partial<TruthConfig>) => startForTest(options(config));

const records = async (file: string): Promise<TruthRecord[]> =>
  (await readFile(file, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const get = 'GET / HTTP/1.1\r\nhost: h\r\n\r\n';

it('three instances in turn: 30 calls, ten each, as calls 1 to 10; a ping is no call', async () => {
  const { url } = await start({ instances: 3 });
  await ask(url + pingPath);
  const roll: string[] = [];
  for (let i = 0; i < 30; i += 1) {
    const { headers, text } = await ask(url);
    roll.push(`${headers.get('rollcall-instance-id')} ${headers.get('rollcall-invocation-id')}`);
    const { instanceId, invocationId } = JSON.parse(text);
    expect(`${instanceId} ${invocationId}`).toBe(roll[i]);
  }
  expect(roll.slice(0, 4)).toEqual(['truth-0 1', 'truth-1 1', 'truth-2 1', 'truth-0 2']);
  expect(new Set(roll).size).toBe(30);
  expect(roll[29]).toBe('truth-2 10');
});

it('five pipelined requests are answered in their order', async () => {
  const { url } = await start({ delayMs: 5 });
  const text = await converse(url, get.repeat(5), /"invocationId":5\}$/);
  expect([...text.matchAll(/^rollcall-invocation-id: (\d+)/gm)].map((match) => match[1])).toEqual('12345'.split(''));
});

it('a POST with a body is one request', async () => {
  const { url } = await start({});
  await ask(url, { method: 'POST', body: get });
  expect((await ask(url)).headers.get('rollcall-invocation-id')).toBe('2');
});

it('holds each of 200 requests for at least 50 ms and says how long, to the client as in its record', async () => {
  const recordFile = join(await temporaryDirectory(), 'truth.ndjson');
  const { url, stop } = await start({ delayMs: 50, recordFile });
  const answers = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const startMs = performance.now();
      const { headers } = await ask(url);
      return { tookMs: performance.now() - startMs, heldMs: Number(headers.get('x-held-ms')) };
    }),
  );
  await stop();
  expect(answers.filter(({ tookMs, heldMs }) => heldMs >= 50 && tookMs > heldMs)).toHaveLength(200);
  const written = await records(recordFile);
  expect(written).toHaveLength(200);
  const sorted = (values: number[]) => values.map((value) => value.toFixed(3)).sort();
  expect(sorted(written.map((record) => record.heldMs))).toEqual(sorted(answers.map((answer) => answer.heldMs)));
});

describe('planned failures', () => {
  it('of 30 requests, every 5th: throttled, failed, reset or garbage, six each; the record says so', async () => {
    for (const [action, expected] of [
      ['throttle', /^HTTP\/1\.1 429 .*retry-after: 1\r.*Rate Exceeded\."\}$/s],
      ['error', /^HTTP\/1\.1 500 .*errorType/s],
      ['reset', /^ECONNRESET$/],
      ['garbage', /^these bytes are no HTTP/],
    ] as const) {
      const recordFile = join(await temporaryDirectory(), 'truth.ndjson');
      const { url, stop } = await start({ delayMs: 3, every: { ...never, [action]: 5 }, recordFile });
      const answers: string[] = [];
      for (let i = 0; i < 30; i += 1) answers.push(await converse(url, get, /\}$|no HTTP/));
      await stop();
      expect(answers.filter((text) => expected.test(text))).toHaveLength(6);
      expect(answers.filter((text) => text.startsWith('HTTP/1.1 200'))).toHaveLength(24);
      const seqs = (await records(recordFile)).filter((record) => record.action === action).map(({ seq }) => seq);
      expect(seqs).toEqual([5, 10, 15, 20, 25, 30]);
    }
  });

  it('every 2nd of 4 hangs: two are never answered, and are in the record', async () => {
    const recordFile = join(await temporaryDirectory(), 'truth.ndjson');
    const { url, stop } = await start({ every: { ...never, hang: 2 }, recordFile });
    const outcomes: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      const signal = AbortSignal.timeout(200);
      outcomes.push(
        await ask(url, { signal }).then(
          ({ status }) => String(status),
          (error) => error.name,
        ),
      );
    }
    await stop();
    expect(outcomes).toEqual(['200', 'TimeoutError', '200', 'TimeoutError']);
    const written = await records(recordFile);
    expect(written.map(({ seq, action }) => [seq, action]).sort()).toEqual([
      [1, 'answer'],
      [2, 'hang'],
      [3, 'answer'],
      [4, 'hang'],
    ]);
    expect(written.filter(({ action, heldMs }) => action === 'hang' && heldMs > 100)).toHaveLength(2);
  });

  it('what is no HTTP ends its connection, not the server', async () => {
    const { url } = await start({});
    expect(await converse(url, 'hello\r\n\r\n', /never/)).toBe('');
    expect((await ask(url)).status).toBe(200);
  });
});

it('when its stdin ends it writes its record and goes; a request that hangs then is in it', async () => {
  const recordFile = join(await temporaryDirectory(), 'truth.ndjson');
  const { url, endStdin, ended } = await spawnForTest(options({ recordFile, every: { ...never, hang: 2 } }));
  await ask(url);
  const hanging = converse(url, get, /never/);
  await new Promise((resolve) => setTimeout(resolve, 100));
  endStdin();
  expect(await ended).toEqual([0, null]);
  await hanging;
  expect(await records(recordFile)).toMatchObject([
    { seq: 1, instanceId: 'truth-0', invocationId: 1, action: 'answer' },
    { seq: 2, instanceId: 'truth-0', invocationId: 2, action: 'hang' },
  ]);
});
