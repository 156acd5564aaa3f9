import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { pingPath } from '../../../src/model/identity.ts';
import type { TruthConfig, TruthRecord } from '../../../src/model/platform/programs.ts';
import { temporaryDirectory } from '../rollcall.ts';
import { ask, converse, spawnForTest, startForTest } from '../target-program.ts';

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

const pem = (name: string) => readFile(join(packageRoot, 'test/fixtures/tls', name), 'utf8');
const tlsFixture = async () => ({ key: await pem('test-only-key.pem'), cert: await pem('test-only-cert.pem') });

const get = 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n';

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
      const signal = AbortSignal.timeout(1000);
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
  const hanging = createConnection({ host: '127.0.0.1', port: Number(new URL(url).port) });
  hanging.write(get);
  await once(hanging, 'connect');
  // What was sent before these two is read before the second of them.
  for (let ping = 0; ping < 2; ping += 1) await ask(url + pingPath);
  endStdin();
  expect(await ended).toEqual([0, null]);
  hanging.destroy();
  expect(await records(recordFile)).toMatchObject([
    { seq: 1, instanceId: 'truth-0', invocationId: 1, action: 'answer' },
    { seq: 2, instanceId: 'truth-0', invocationId: 2, action: 'hang' },
  ]);
});

describe('over TLS', () => {
  it('answers each of 3 requests in turn, and the 4th with a reset of the connection below', async () => {
    const tls = await tlsFixture();
    const { url } = await start({ tls, every: { ...never, reset: 4 } });
    expect(url).toMatch(/^https:/);
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), ca: tls.cert });
    const numbers: unknown[] = [];
    for (let i = 0; i < 4; i += 1) numbers.push(await exchange(socket));
    expect(numbers).toEqual(['1', '2', '3', 'ECONNRESET']);
  });

  it('bytes that are no TLS end their connection, not the server', async () => {
    const tls = await tlsFixture();
    const { url } = await start({ tls });
    expect(await converse(url, get, /never/)).not.toContain('HTTP/1.1 200');
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), ca: tls.cert });
    expect(await exchange(socket)).toBe('1');
    socket.destroy();
  });

  it('a key that is no PEM ends it with one line on stderr', async () => {
    await expect(start({ tls: { key: 'k', cert: 'c' } })).rejects.toThrow(
      /exit code 1\): no key and certificate in PEM/,
    );
  });
});

it('stalls for 1.5 s, 200 ms after its first request: a ping sets nothing off, and who comes within waits the rest of it', async () => {
  const { url } = await start({ stall: { afterMs: 200, forMs: 1500 } });
  await ask(url + pingPath);
  await delay(100);
  const firstSentAtMs = performance.now();
  await ask(url);
  await delay(300);
  await ask(url);
  // 1,700 ms after the first. Had the ping set it off, it would be over 100 ms before. Timers of Node may be 1 ms early.
  expect(performance.now() - firstSentAtMs).toBeGreaterThanOrEqual(1699);
  // It stalls once.
  await delay(300);
  const startedAtMs = performance.now();
  await ask(url);
  expect(performance.now() - startedAtMs).toBeLessThan(1200);
});

/** One request and the number of its answer, or the code of what broke the connection. */
async function exchange(socket: TLSSocket): Promise<string | undefined> {
  return new Promise((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    socket.once('data', (bytes) => resolve(/rollcall-invocation-id: (\d+)/.exec(bytes.toString('latin1'))?.[1]));
    socket.write(get);
  });
}
