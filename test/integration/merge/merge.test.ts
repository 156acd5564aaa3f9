import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cp, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../../src/library/run.ts';
import { type RunResult, runResultSchema } from '../../../src/model/run-result.ts';
import { removeTemporaryDirectories, rollcallHere, temporaryDirectory } from '../rollcall.ts';

let folder: string;
let served = 0;
const waiting: (() => void)[] = [];
/** Answers nobody until both runs have sent a request, so that their loads overlap on any machine. */
const server = createServer((_, response) => {
  served += 1;
  waiting.push(() => setTimeout(() => response.end('ok'), 5));
  if (served >= 2) for (const answer of waiting.splice(0)) answer();
});

/** Two shards of one load, fired at the same time: 20 requests by the client of one, 40 by that of the other. */
beforeAll(async () => {
  folder = await temporaryDirectory();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const shard = (requests: number, out: string) =>
    run(
      {
        ...{ name: 'shard', question: 'Does it merge?', probe: false },
        request: { headers: { authorization: 'Bearer verysecret' } },
        targets: [{ name: 'api', kind: 'http', url: `http://127.0.0.1:${port}/` }],
        load: [{ name: 'loop', kind: 'closed', connections: 1, requests }],
        thresholds: ['api.requests.answered == 60'],
      },
      { out: join(folder, out) },
    );
  await Promise.all([shard(20, 'a'), shard(40, 'b')]);
});

afterAll(async () => {
  server.close();
  await removeTemporaryDirectories();
});

/** On a slow machine one begins so late that the result is INVALID: these tests are about what is merged. */
const whatever = ['--invalid-exit-code', '0'];
const at = (name: string) => join(folder, name);
const resultIn = async (name: string): Promise<RunResult> =>
  runResultSchema.parse(JSON.parse(await readFile(join(at(name), 'result.json'), 'utf8')));
const hostIn = ({ targets: [target] }: RunResult) => target?.client.host;
const linesIn = async (name: string) => (await readFile(join(at(name), 'samples.ndjson'), 'utf8')).trim().split('\n');

describe('rollcall merge', () => {
  it('makes one run of two: 60 requests, all of which the server has seen, and the threshold of the whole holds', async () => {
    const { code, stdout, stderr } = await rollcallHere(
      'merge',
      at('a'),
      at('b'),
      '--clock-bound',
      '1ms',
      '--out',
      at('both'),
      ...whatever,
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/✓ api.requests.answered == 60/);
    expect(stdout).toContain('api, 2 workers (a, b): began each phase within');
    const { targets, merged, scenario } = await resultIn('both');
    expect([served, targets[0]?.requests.sent, (await linesIn('both')).length]).toEqual([60, 60, 60]);
    expect(targets[0]?.phases[0]?.requests).toMatchObject({ sent: 60, answered: 60 });
    expect(scenario.resolved).toMatchObject({ load: [{ connections: 2, requests: 60 }] });
    expect(merged?.runs.map(({ name }) => name)).toEqual(['a', 'b']);
    // Each machine is judged by itself.
    const shares = await Promise.all(['a', 'b'].map(async (name) => hostIn(await resultIn(name))?.cpuShare));
    expect(targets[0]?.client.workers?.map(({ host }) => host?.cpuShare)).toEqual(shares);
    expect([shares.every(Number.isFinite), targets[0]?.client.host]).toEqual([true, undefined]);
    expect((await readdir(at('both'))).sort()).toEqual(['report.html', 'result.json', 'samples.ndjson']);
  });

  it('keeps every service time, and puts both on the clock of the first', async () => {
    const times = async (name: string) =>
      (await linesIn(name))
        .map((line) => JSON.parse(line))
        .map(({ sentAtMs, completedAtMs }) => Math.round(1000 * (completedAtMs - sentAtMs)));
    const ascending = (all: readonly number[]) => all.toSorted((x, y) => x - y);
    expect(ascending(await times('both'))).toEqual(ascending([...(await times('a')), ...(await times('b'))]));
    const [a, b, both] = await Promise.all(['a', 'b', 'both'].map(resultIn));
    expect(both?.startedAtEpochMs).toBe(Math.min(a?.startedAtEpochMs ?? 0, b?.startedAtEpochMs ?? 0));
  });

  it('names the secret nowhere', async () => {
    for (const file of await readdir(at('both')))
      expect(await readFile(join(at('both'), file), 'utf8')).not.toContain('verysecret');
  });

  it('prints the result as JSON on request, with a doubt where nobody knows the clocks', async () => {
    const { code, stdout } = await rollcallHere('merge', at('a'), at('b'), '--json', '--out', at('json'), ...whatever);
    expect(code).toBe(0);
    const { verdict } = runResultSchema.parse(JSON.parse(stdout));
    expect(verdict.reasons.map((reason) => reason.code)).toContain('worker-clock');
  });
});

describe('what is refused, with exit code 2 and nothing left behind', () => {
  const refused = async (args: readonly string[], words: string) => {
    const { code, stderr, stdout } = await rollcallHere('merge', ...args, '--out', at('refused'));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(words);
    expect(await readdir(folder)).not.toContain('refused');
  };
  const copyOf = async (name: string, copy: string): Promise<string> => {
    await cp(at(name), at(copy), { recursive: true });
    return at(copy);
  };

  it('one run, a run named twice, and a run with its copy', async () => {
    await refused([at('a')], 'expected two runs or more');
    await refused([at('a'), at('b'), at('a')], 'named twice');
    await refused([at('a'), await copyOf('a', 'copy')], 'are the same run');
  });

  it('a folder without a run, a damaged result and another version of it', async () => {
    await refused([at('a'), folder], 'not a run: no result.json and no samples.ndjson');
    const other = await copyOf('b', 'other-version');
    await writeFile(join(other, 'result.json'), JSON.stringify({ ...(await resultIn('b')), schemaVersion: 2 }));
    await refused([at('a'), other], 'schemaVersion 2, but this rollcall reads version 1');
  });

  it('a run whose samples are gone, cut off or damaged', async () => {
    const cut = await copyOf('b', 'cut');
    const file = join(cut, 'samples.ndjson');
    await truncate(file, (await readFile(file)).lastIndexOf(10, -2) + 1);
    await refused([at('a'), cut], 'cut: samples.ndjson has 39 requests to api, result.json has 40');
    await truncate(file, (await readFile(file)).length - 20);
    await refused([at('a'), cut], 'samples.ndjson has a damaged line');
  });

  it('a bound that is no time', async () => {
    await refused(
      [at('a'), at('b'), '--clock-bound', '5'],
      '--clock-bound: expected a time such as 5ms or 1s, got "5"',
    );
  });

  it('a folder that is in use: what is in it stays', async () => {
    const before = createHash('sha256')
      .update(await readFile(join(at('a'), 'samples.ndjson')))
      .digest('hex');
    const { code, stderr } = await rollcallHere('merge', at('a'), at('b'), '--out', at('a'));
    expect([code, stderr]).toEqual([2, expect.stringContaining('the folder is not empty')]);
    expect(
      createHash('sha256')
        .update(await readFile(join(at('a'), 'samples.ndjson')))
        .digest('hex'),
    ).toBe(before);
  });
});
