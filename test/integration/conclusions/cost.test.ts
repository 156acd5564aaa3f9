import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { type LocalAws, startLocalAws } from '../deployed/local-aws.ts';
import {
  eventually,
  rollcallHere,
  rollcallHereIn,
  runScenarioHereIn,
  scenarioFile,
  startRollcallIn,
  targetOf,
  temporaryDirectory,
} from '../rollcall.ts';

const functions = `
functions:
  - name: fn
    workload: { call: { ioMs: 100 } }
    memoryMb: 1024
    timeoutMs: 10000
`;

const scenario = (size: number, target = '') => `
name: paid
question: What does it cost?
workload: { kind: builtin, call: { ioMs: 100 } }
targets:
  - { name: fn, kind: lambda-invoke, keepAliveMs: 1000${target} }
load:
  - { name: burst, kind: burst, size: ${size} }
`;

/** Executed calls of the function, by its own log. */
async function reportLines(aws: LocalAws): Promise<number[]> {
  const log = await readFile(join(aws.logDirectory, 'fn.log'), 'utf8').catch(() => '');
  return [...log.matchAll(/^REPORT .*\tBilled Duration: (\d+) ms\tMemory Size: 1024 MB\t/gm)].map(([, ms]) =>
    Number(ms),
  );
}

describe('bill and forecast', () => {
  it('of 4 calls of 100 ms at 1 GB: the bill is what the REPORT lines add up to, within the forecast', async () => {
    await using aws = await startLocalAws(functions);
    const { result, stdout, stderr } = await runScenarioHereIn(aws.environment, await scenarioFile(scenario(4)));
    const { billing, forecast } = targetOf(result, 'fn');
    await eventually(async () => (await reportLines(aws)).length === 4);
    const billedMs = (await reportLines(aws)).reduce((sum, ms) => sum + ms, 0);
    // 1 GB: so many ms are a thousandth of as many GB-s. 4 requests are 0.0000008 dollars.
    expect(billing).toMatchObject({ invocations: 4, billedMs, gbSeconds: billedMs / 1000 });
    expect(billing?.usd).toBeCloseTo((billedMs / 1000) * 0.0000166667 + 0.0000008, 12);
    // Low: 0.4 GB-s are 0.00000666668. High: 4 * 10 s + 4 * 10 s are 80 GB-s, 0.001333336.
    expect(forecast).toEqual({
      ...{ requests: 4, peakConcurrency: 4, gbSecondsLow: 0.4, gbSecondsHigh: 80 },
      ...{ usdLow: expect.closeTo(0.00000746668, 14), usdHigh: expect.closeTo(0.001334136, 12) },
    });
    expect(billing?.usd).toBeGreaterThan(forecast?.usdLow ?? Number.NaN);
    expect(billing?.usd).toBeLessThan(forecast?.usdHigh ?? Number.NaN);
    expect(stderr).toContain('fn: function fn, us-east-1, 1,024 MB, x86_64, timeout 10,000 ms');
    expect(stderr).toContain('4 requests, 0.4 GB-s to 80 GB-s, $0.00000747 to $0.00133');
    expect(stderr).toContain('ignored, because a deployed function has its own settings: keepAliveMs');
    const printed = /fn: cost \$(0\.0\d+), forecast \$0\.00000747 to \$0\.00133 \(4 requests, 0\.400 to 80 GB-s\)/.exec(
      stdout,
    );
    // Calls of a busy machine take longer, and cost more: the digits are those of the bill, to three places.
    expect(Number(printed?.[1])).toBe(Number(billing?.usd.toPrecision(3)));
    expect(result.prices).toMatchObject({
      region: 'us-east-1',
      architecture: 'x86_64',
      used: [{ target: 'fn', notes: [] }],
    });
  });

  it('--max-cost 0.01 refuses a burst of 100 that could cost 0.0333, before any request', async () => {
    await using aws = await startLocalAws(functions);
    const out = join(await temporaryDirectory(), 'run');
    const args = ['run', await scenarioFile(scenario(100)), '--out', out, '--max-cost', '0.01'];
    const { code, stderr } = await rollcallHereIn(aws.environment, ...args);
    // 100 * 10 s + 100 * 10 s at 1 GB: 2000 GB-s * 0.0000166667 + 0.00002 = 0.0333534
    expect(stderr).toContain('this run could cost $0.0334, more than $0.0100; no request was sent');
    expect(stderr).toContain('(100 requests * 10,000 ms + 100 environments * 10,000 ms) * 1,024 MB');
    expect(stderr).toContain('--max-cost 0.04');
    expect(code).toBe(2);
    expect(await reportLines(aws)).toEqual([]);
  });

  it('maxCostUsd of the scenario refuses too, and --max-cost overrides it', async () => {
    await using aws = await startLocalAws(functions);
    const file = await scenarioFile(scenario(1));
    const capped = ['run', file, '--set', 'maxCostUsd=0', '--out', join(await temporaryDirectory(), 'run')];
    expect((await rollcallHereIn(aws.environment, ...capped)).stderr).toContain('more than $0.00');
    expect(await reportLines(aws)).toEqual([]);
    expect(await rollcallHereIn(aws.environment, ...capped, '--max-cost', '0.01')).toMatchObject({ code: 0 });
  });

  it.each(['', 'cheap', '-1', '1e9', 'Infinity'])('--max-cost %j is no number of dollars', async (text) => {
    const { code, stderr } = await rollcallHere('run', await scenarioFile(scenario(1)), `--max-cost=${text}`);
    expect(stderr).toContain('--max-cost');
    expect(code).toBe(2);
  });

  it('check prints plan and forecast, and asks AWS nothing', async () => {
    const nobody = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_REGION: '', AWS_ACCESS_KEY_ID: '', HOME: '/nowhere' };
    const file = await scenarioFile(scenario(4, ', memoryMb: 1024, aws: { region: eu-west-1 }'));
    const { code, stderr } = await rollcallHereIn(nobody, 'check', file);
    expect(stderr).toContain('fn: 4 requests to 127.0.0.1:9, in burst');
    expect(stderr).toContain('fn: function fn, eu-west-1, 1,024 MB');
    // 4 * 900 s + 4 * 10 s at 1 GB
    expect(stderr).toContain('0.4 GB-s to 3,640 GB-s');
    expect(code).toBe(0);
  });
});

/** 0.0.0.0 gets to this machine, but does not look like it: a host of others, as far as the command can tell. */
const strangeUrl = (aws: LocalAws): string => (aws.functions[0]?.functionUrl ?? '').replace('127.0.0.1', '0.0.0.0');

const script = '/usr/bin/script';
const hasTerminal = process.platform === 'linux' && existsSync(script);

/** The command at a terminal, by util-linux `script`; `answer` is typed when it asks. */
async function atTerminal(environment: object, answer: string, args: readonly string[]): Promise<string> {
  const command = [process.execPath, join(packageRoot, 'dist/src/cli/main.js'), ...args].map((word) => `'${word}'`);
  const child = spawn(script, ['-qec', command.join(' '), '/dev/null'], { env: { ...process.env, ...environment } });
  let told = '';
  let asked = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text;
    if (asked || !told.includes('[y/N]')) return;
    asked = true;
    child.stdin.write(`${answer}\n`);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return `${told}\nexit ${code}`;
}

describe('confirmation before firing at AWS', () => {
  let aws: LocalAws;
  /** Of the tests before. */
  let fired = 0;
  beforeAll(async () => {
    aws = await startLocalAws(functions, ['0.0.0.0']);
  });
  afterAll(() => aws?.[Symbol.asyncDispose]());
  const hasFired = async (more: number) => {
    fired += more;
    expect(await eventually(async () => (await reportLines(aws)).length >= fired)).toBe(true);
    expect(await reportLines(aws)).toHaveLength(fired);
  };

  const runAt = async (...more: string[]) => {
    const file = await scenarioFile(scenario(2).replace('lambda-invoke', 'lambda-url'));
    const out = join(await temporaryDirectory(), 'run');
    return [
      'run',
      file,
      '--out',
      out,
      '--set',
      `targets.fn.url=${strangeUrl(aws)}`,
      '--set',
      'targets.fn.reports=none',
      ...more,
    ];
  };

  it('without a terminal: refused with the cost told, nothing fired', async () => {
    const { code, stderr } = await startRollcallIn(aws.environment, ...(await runAt())).ended;
    expect(stderr).toMatch(/sends requests to 0\.0\.0\.0:\d+, which is not this machine/);
    expect(stderr).toContain('2 requests, 0.2 GB-s to 40 GB-s');
    expect(code).toBe(2);
    await hasFired(0);
  });

  it('without a terminal, with --yes: fired', async () => {
    expect((await startRollcallIn(aws.environment, ...(await runAt('--yes'))).ended).code).toBe(0);
    await hasFired(2);
  });

  it.runIf(hasTerminal)('at a terminal, answered n: nothing fired; the cost is told even with --quiet', async () => {
    const told = await atTerminal(aws.environment, 'n', await runAt('--quiet'));
    expect(told).toContain('2 requests, 0.2 GB-s to 40 GB-s');
    expect(told).toMatch(/no request was sent to 0\.0\.0\.0/);
    expect(told).toContain('exit 2');
    await hasFired(0);
  });

  it.runIf(hasTerminal)('at a terminal, answered y: fired', async () => {
    expect(await atTerminal(aws.environment, 'y', await runAt())).toContain('exit 0');
    await hasFired(2);
  });

  it.runIf(hasTerminal)('a load that is too expensive is refused without a question, --yes or not', async () => {
    const told = await atTerminal(aws.environment, 'y', await runAt('--yes', '--max-cost', '0.0001'));
    expect(told).not.toContain('[y/N]');
    expect(told).toContain('more than $0.000100; no request was sent');
    expect(told).toContain('exit 2');
    await hasFired(0);
  });
});
