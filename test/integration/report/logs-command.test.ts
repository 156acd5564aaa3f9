import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../../src/launch/local/program-file.ts';
import { toSampleLine } from '../../../src/model/sample-line.ts';
import { rollcall, rollcallHere } from '../rollcall.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-logs-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const id = (number: number): string => `5b1f0c9e-7a42-4d0e-9f63-${String(number).padStart(12, '0')}`;
const line = (number: number, billedMs = 100, more = ''): string =>
  `2026-11-21T14:03:59.123Z 2026/11/21/[$LATEST]0a REPORT RequestId: ${id(number)}\tDuration: 99.50 ms\tBilled Duration: ${billedMs} ms\tMemory Size: 1024 MB\tMax Memory Used: 70 MB\t${more}\n`;
/** 100 + 350 + a wrong 250. */
const text = line(1) + line(2, 350, 'Init Duration: 250.40 ms\t') + line(3, 250);

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const logs = (...args: string[]) => rollcallHere('logs', ...args);

const utf16 = (of: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(of, 'utf16le')]);

describe('rollcall logs', () => {
  test('says what was billed, what it costs, and which line is 150 ms above the rule', async () => {
    const { code, stdout, stderr } = await rollcall('logs', await file('a.log', text));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^invocations +3$/m);
    expect(stdout).toMatch(/^billed +700 ms$/m);
    // 0.7 GB-s * 0.0000166667 + 3 * 0.0000002
    expect(stdout).toMatch(/^cost +\$0\.0000123 /m);
    expect(stdout).toContain('1 of 3 lines (33%) do not follow their rule');
    expect(stdout).toMatch(new RegExp(`${id(3)} +99.5 +– +250 +100 +\\+150 ms`));
  });

  const initStart = (region: string): string =>
    `INIT_START Runtime Version: nodejs:22.v30\tRuntime Version ARN: arn:aws:lambda:${region}::runtime:0f\n`;
  const initRecord = `${JSON.stringify({
    ...{ time: '2026-11-21T14:03:58Z', type: 'platform.initStart' },
    record: { runtimeVersion: 'nodejs:22.v30', runtimeVersionArn: 'arn:aws:lambda:af-south-1::runtime:0f' },
  })}\n`;

  test.each([
    ['INIT_START', initStart('af-south-1')],
    ['a record', initRecord],
  ])('prices the region that %s tells: 0.1 GB-s * 0.0000221 + 0.00000027 in af-south-1', async (_, init) => {
    const { stdout } = await logs(await file('told.log', init + line(1)), '--json');
    const { summary, prices } = JSON.parse(stdout);
    expect(prices).toMatchObject({ region: 'af-south-1', assumed: ['architecture'] });
    expect(summary.billing.usd).toBeCloseTo(0.00000248, 12);
  });

  test('prices the region of --region, whatever the log tells; us-east-1 where nothing tells one, and says so', async () => {
    const asked = await logs(await file('told.log', initStart('af-south-1') + line(1)), '--region', 'us-west-2');
    expect(asked.stdout).toContain('prices: us-west-2, x86_64');
    const { stdout } = await logs(await file('untold.log', line(1)), '--architecture', 'arm64');
    expect(stdout).toContain('prices: us-east-1, arm64');
    expect(stdout).toContain('assumed, because the log does not say: region us-east-1; set --region\n');
  });

  test('has no bill for functions in two regions, unless a region or the prices are stated', async () => {
    const log = await file('two.log', initStart('us-east-1') + line(1) + initStart('af-south-1') + line(2));
    const { stdout } = await logs(log);
    expect(stdout).toContain(
      'no cost: the log contains functions in several regions (af-south-1, us-east-1), so there is no bill: select one with --region',
    );
    expect(stdout).not.toContain('$');
    const prices = ['--usd-per-gb-second', '1', '--usd-per-million-requests', '0'];
    // 0.2 GB-s
    expect((await logs(log, ...prices)).stdout).toMatch(/^cost +\$0\.20 /m);
    expect((await logs(log, '--region', 'us-east-1')).stdout).toMatch(/^cost +\$/m);
  });

  test('names the options for prices of SnapStart that are not known in the region', async () => {
    const restored = line(1, 150, 'Restore Duration: 100.00 ms\tBilled Restore Duration: 50 ms\t');
    const log = await file('restored.log', initStart('eu-west-1') + restored);
    expect((await logs(log)).stdout).toContain(
      'no cost: prices of SnapStart in eu-west-1 are not in the price table, so there is no bill: state --cache-usd-per-gb-second and --restore-usd-per-gb',
    );
    const { stdout } = await logs(log, '--cache-usd-per-gb-second', '0', '--restore-usd-per-gb', '2');
    expect(stdout).toContain('restores $2.00');
  });

  test.each([
    ['gzip, whatever it is called', (of: string) => gzipSync(of)],
    ['two gzips in one file', (of: string) => Buffer.concat([gzipSync(of.slice(0, 300)), gzipSync(of.slice(300))])],
    ['UTF-16, as PowerShell writes it', utf16],
  ])('reads %s', async (_, pack) => {
    const { stdout } = await logs('--json', await file('packed', pack(text)));
    expect(JSON.parse(stdout).summary).toMatchObject({ invocations: 3, totals: { billedMs: 700 } });
  });

  test('exits with 1 on a mismatch only if asked to, and only on a mismatch', async () => {
    const [bad, good] = [await file('bad.log', text), await file('good.log', line(1))];
    const codes = [await logs(bad, '--fail-on-mismatch'), await logs(good, '--fail-on-mismatch')];
    expect(codes.map(({ code }) => code)).toEqual([1, 0]);
  });

  test('holds the rule that is asked for against all lines', async () => {
    const { stdout } = await logs(await file('a.log', text), '--era', '1ms', '--json');
    // The init of 250.4 ms is not billed by it: 350 is 250 too much.
    const { mismatches } = JSON.parse(stdout).summary.reconciliation;
    expect(mismatches.map(({ differenceMs }: { differenceMs: number }) => differenceMs)).toEqual([250, 150]);
  });

  test('several files are one log; lines that are in both count once', async () => {
    const files = [await file('a.log', text), await file('b.log', line(3, 250) + line(4))];
    const csv = join(folder, 'all.csv');
    const { stdout } = await logs(...files, '--json', '--csv', csv);
    expect(JSON.parse(stdout).summary).toMatchObject({ invocations: 4, repeated: { duplicates: 1, retries: 0 } });
    const rows = (await readFile(csv, 'utf8')).trimEnd().split('\r\n');
    expect(rows.map((row) => row.split(',').at(-1))).toEqual([
      'repetition',
      'first',
      'first',
      'first',
      'duplicate',
      'first',
    ]);
  });

  test.each([
    ['alone', ['-'], 3],
    ['behind an option', ['--json', '-'], 3],
    ['and a file', ['-', 'b.log'], 4],
  ])('reads stdin %s', async (_, words, invocations) => {
    await file('b.log', line(4));
    const args = words.map((word) => (word === 'b.log' ? join(folder, word) : word));
    const bin = join(packageRoot, 'dist/src/cli/main.js');
    const stdout = execFileSync(process.execPath, [bin, 'logs', ...args, '--json'], { input: text, encoding: 'utf8' });
    expect(JSON.parse(stdout).summary).toMatchObject({ invocations });
  });

  test('joins a run: one line each for two requests, one missing, one of another', async () => {
    const sample = (number: number, completedAtMs: number) =>
      toSampleLine({
        ...{ target: 'f', phase: 'burst', repeat: 0, intendedAtMs: 0, sentAtMs: 0, completedAtMs, connection: 'new' },
        ...{ bytes: 1, outcome: { kind: 'answered', status: 200 }, meters: {}, requestId: id(number) },
      });
    await writeFile(join(folder, 'samples.ndjson'), `${sample(1, 120)}\n${sample(2, 340)}\n${sample(9, 50)}\n`);
    const { stdout } = await logs(await file('a.log', text), '--run', folder, '--json');
    // 250.4 + 99.5 ms do not fit into 340 ms.
    expect(JSON.parse(stdout).run.joined).toMatchObject({
      ...{ requests: 3, joinedLines: 2, missing: 1, surplus: 1, compared: 2, outlasting: 1 },
      outlastingLines: [{ requestId: id(2), loggedMs: 349.9, serviceTimeMs: 340 }],
    });
    expect((await logs(join(folder, 'a.log'), '--run', folder)).stdout).toContain(
      '2 lines joined to 3 requests by request id',
    );
  });

  test('no escape sequence of a log reaches the terminal', async () => {
    const evil = line(1, 100, 'Status: error\tError Type: \u001b]0;x\u0007\t') + line(2).replace('99.50', '\u001b[2J');
    const { stdout, stderr } = await logs(await file('evil.log', evil));
    expect(stdout).toContain('1 damaged line, not used');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
  });
});

describe('bad input: one message, exit code 2', () => {
  test.each([
    ['no such file', () => ['nowhere.log'], 'nowhere.log: the file does not exist'],
    ['a folder', () => [folder], 'this is a folder'],
    [
      'another kind of file',
      async () => [await file('other', 'hello')],
      'no REPORT line and no platform.report record',
    ],
    ['an empty stdin', () => ['-'], '-: no REPORT line'],
    ['stdin twice', () => ['-', '-'], 'can be read only once'],
    ['an empty file', async () => [await file('empty', '')], 'no REPORT line and no platform.report record'],
    [
      'a gzip cut short',
      async () => [await file('cut.gz', gzipSync(text).subarray(0, 60))],
      'the gzip file is truncated or damaged',
    ],
    [
      'a gzip of rubbish',
      async () => [await file('bad.gz', Buffer.from([0x1f, 0x8b, 1, 2, 3, 4]))],
      'the gzip file is truncated or damaged',
    ],
    ['no run', async () => [await file('a.log', text), '--run', 'nowhere'], 'the file does not exist'],
    ['an unknown era', async () => [await file('a.log', text), '--era', 'old'], 'era'],
    [
      'a log as the CSV',
      async () => [await file('a.log', text), '--csv', join(folder, 'a.log')],
      'this is one of the logs',
    ],
    ['a CSV nowhere', async () => [await file('a.log', text), '--csv', join(folder, 'no/x.csv')], 'cannot be written'],
  ])('%s', async (_, args, message) => {
    const words = await args();
    const { code, stdout, stderr } = await (words.includes('-') ? rollcall('logs', ...words) : logs(...words));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
  });
});
