import { cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, it } from 'vitest';
import { toSampleLine } from '../../../src/model/sample-line.ts';
import { hostileRun } from '../../fixtures/report/hostile-run.ts';
import { makeRun } from '../../fixtures/report/make-run.ts';
import { rollcall, rollcallHere, startRollcallIn, temporaryDirectory } from '../rollcall.ts';

const { result, samples } = makeRun();
const ndjson = samples.map((sample) => `${toSampleLine(sample)}\n`).join('');

let sound = '';
beforeAll(async () => {
  sound = await runFolder('sound', JSON.stringify(result));
});

async function runFolder(name: string, resultText: string | undefined, samplesText = ndjson): Promise<string> {
  const directory = join(await temporaryDirectory(), name);
  await mkdir(directory);
  if (resultText !== undefined) await writeFile(join(directory, 'result.json'), resultText);
  await writeFile(join(directory, 'samples.ndjson'), samplesText);
  return directory;
}

const report = (...args: string[]) => rollcallHere('report', ...args);

describe('rollcall report', () => {
  it('renders the page again, with the figures of result.json', async () => {
    const { code, stdout, stderr } = await rollcall('report', sound);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^report: .*report\.html\n$/);
    const page = await readFile(join(sound, 'report.html'), 'utf8');
    const p50 = result.targets[0]?.latencyMs.serviceTime.all?.p50;
    expect(page).toContain(`data-metric="targets.lambda.latencyMs.serviceTime.all.p50" data-value="${p50}"`);
  });

  it.each([
    ['markdown', /^## .*: VALID\n/],
    ['junit', /^<\?xml .*\n<testsuites name="rollcall">/],
    ['terminal', /\n✓ lambda\.environments\.distinct == 10 {2}is 10\n/],
    ['csv', /^target,phase,repeat,/],
    ['roll', /^[^,]+,\d+,[^,]+,[^,]+,\d+\n/],
  ])('--format %s goes to stdout, or to --out', async (format, form) => {
    const { code, stdout } = await report(sound, '--format', format);
    expect(code).toBe(0);
    expect(stdout).toMatch(form);
    const file = join(await temporaryDirectory(), 'out');
    const said = format === 'csv' || format === 'roll' ? '' : `${format}: ${file}\n`;
    expect(await report(sound, '--format', format, '--out', file)).toMatchObject({ code: 0, stdout: said });
    expect(await readFile(file, 'utf8')).toBe(stdout);
  });

  it('FORCE_COLOR colors the table on stdout, never the one in a file', async () => {
    const colored = (...more: string[]) =>
      startRollcallIn({ FORCE_COLOR: '1' }, 'report', sound, '--format', 'terminal', ...more).ended;
    expect((await colored()).stdout).toContain('\u001b[32m✓\u001b[39m');
    const file = join(await temporaryDirectory(), 'table');
    expect(await colored('--out', file)).toMatchObject({ code: 0, stdout: `terminal: ${file}\n` });
    expect(await readFile(file, 'utf8')).not.toContain('\u001b');
  });

  it('--format data makes files of all samples, which another reader opens', async () => {
    expect((await report(sound, '--format', 'data')).code).toBe(0);
    const names = await readdir(sound);
    expect(names).toEqual(
      expect.arrayContaining(['samples.parquet', 'samples.csv', 'environments.csv', 'lambda.service-time.hgrm']),
    );
    const bytes = await readFile(join(sound, 'samples.parquet'));
    const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
    expect(rows.map((row) => row['completedAtMs'])).toEqual(
      ndjson
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { completedAtMs: number }).completedAtMs),
    );
    const csv = await readFile(join(sound, 'samples.csv'), 'utf8');
    expect(csv.split('\r\n')).toHaveLength(samples.length + 2);
  });

  it('several runs: each gets its page, and one that is damaged does not keep the others from theirs', async () => {
    const broken = await runFolder('broken', '{');
    const other = join(await temporaryDirectory(), 'other');
    await cp(sound, other, { recursive: true });
    await rm(join(other, 'report.html'), { force: true });
    const { code, stderr } = await report(broken, other);
    expect(code).toBe(2);
    expect(stderr).toContain('result.json: damaged, not JSON');
    expect(await readdir(other)).toContain('report.html');
  });
});

describe('what is damaged', () => {
  const { schemaVersion: _, ...unversioned } = result;

  it.each([
    [
      'newer',
      { ...result, schemaVersion: 2 },
      /schemaVersion 2, but this rollcall reads version 1\n {2}.*update this one; /,
    ],
    [
      'older',
      { ...result, schemaVersion: 0 },
      /schemaVersion 0, but this rollcall reads version 1\n {2}.*an older rollcall/,
    ],
    ['of no version', unversioned, /no schemaVersion: not the result of a run, or damaged\n {2}render it from/],
    ['of a version in words', { ...result, schemaVersion: '1' }, /schemaVersion is not a whole number: not the result/],
    ['of half a version', { ...result, schemaVersion: 1.5 }, /schemaVersion is not a whole number: not the result/],
    ['no object', [], /no schemaVersion: not the result of a run/],
    ['null', null, /no schemaVersion: not the result of a run/],
  ])(
    'a result that is %s is refused in one line with what to do, and its samples are saved',
    async (_, data, message) => {
      const directory = await runFolder('other', JSON.stringify(data));
      const page = await report(directory);
      expect(page).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
      expect(page.stderr).toMatch(/; `--format data` and `--format csv` can still convert samples\.ndjson\n$/);
      expect(await readdir(directory)).not.toContain('report.html');
      const saved = await report(directory, '--format', 'data');
      expect(saved).toMatchObject({ code: 0, stderr: expect.stringContaining('environments.csv is not written') });
      const csv = await readFile(join(directory, 'samples.csv'), 'utf8');
      expect(csv.split('\r\n')).toHaveLength(samples.length + 2);
    },
  );

  it.each([
    ['empty', ''],
    ['cut off', JSON.stringify(result).slice(0, 5000)],
    ['overwritten with zeros', '\0'.repeat(64)],
  ])('a result that is %s: what it is, and its samples are saved', async (_, text) => {
    const directory = await runFolder('cut-result', text);
    const { code, stderr } = await report(directory);
    expect(code).toBe(2);
    expect(stderr).toMatch(/result\.json: damaged, not JSON: .*\n {2}`--format data` .*samples\.ndjson\n$/);
    expect((await report(directory, '--format', 'csv')).stdout.split('\r\n')).toHaveLength(samples.length + 2);
  });

  it('a result with a wrong field: which one, and what was expected', async () => {
    const wrong = { ...result, targets: result.targets.map((target) => ({ ...target, peakInFlight: '<b>ten</b>' })) };
    const { code, stderr } = await report(await runFolder('wrong', JSON.stringify(wrong)));
    expect(code).toBe(2);
    expect(stderr).toMatch(/result\.json: targets\.0\.peakInFlight: .*expected (number|int), received string/);
    expect(stderr).not.toContain('    at ');
  });

  const held = (file: string, count: number) =>
    `${file}: contains ${count} of the ${samples.length} requests in result.json; charts omit the others, figures include them\n`;

  it('a last line that is cut off is told of, and the rest is drawn', async () => {
    const directory = await runFolder('cut', JSON.stringify(result));
    const file = join(directory, 'samples.ndjson');
    await truncate(file, Buffer.byteLength(ndjson) - 40);
    const { code, stderr } = await report(directory);
    const left = samples.length - 1;
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `${file}: the last line is truncated; the other ${left} lines are used\n${held(file, left)}`,
    });
  });

  it.each([5, 0])('samples that end after %i whole lines are told of, on the page too', async (lines) => {
    const text = ndjson.split('\n').slice(0, lines).join('\n');
    const directory = await runFolder('short', JSON.stringify(result), lines === 0 ? '' : `${text}\n`);
    const { code, stderr } = await report(directory);
    expect({ code, stderr }).toEqual({ code: 0, stderr: held(join(directory, 'samples.ndjson'), lines) });
    const page = await readFile(join(directory, 'report.html'), 'utf8');
    expect(page).toContain(
      lines === 0
        ? 'samples.ndjson has no requests, result.json has 32: charts are incomplete.'
        : 'samples.ndjson has 5 requests, result.json has 32: charts are incomplete.',
    );
  });

  it('samples of more requests than the result counts are told of', async () => {
    const directory = await runFolder('more', JSON.stringify(result), ndjson + ndjson);
    const { code, stderr } = await report(directory);
    expect(code).toBe(0);
    expect(stderr).toContain('contains 64 requests, but result.json has 32: charts may show another run');
    for (const format of ['data', 'csv']) {
      const written = await report(directory, '--format', format);
      expect(written.code).toBe(0);
      expect(written.stderr).toContain(
        'contains 64 requests, but result.json has 32: the data may be of another run, or contain samples twice',
      );
    }
  });

  it('damaged lines in the middle, one of them with text for a number, are told of, and the rest is used', async () => {
    const [first = '', ...rest] = ndjson.split('\n');
    const tampered = first.replace(/"completedAtMs":[\d.]+/, '"completedAtMs":"<script>alert(1)</script>"');
    const directory = await runFolder('middle', JSON.stringify(result), [first, tampered, 'x', ...rest].join('\n'));
    for (const format of ['html', 'data']) {
      const { code, stderr } = await report(directory, '--format', format);
      expect(code).toBe(0);
      expect(stderr).toContain(`2 damaged lines, the first at line 2; the other ${samples.length} lines are used`);
    }
    expect(await readFile(join(directory, 'report.html'), 'utf8')).not.toContain('<script>alert');
  });

  it('a run that was killed: says how many samples can be saved, and saves them', async () => {
    const directory = await runFolder('killed', undefined, ndjson.slice(0, -30));
    const page = await report(directory);
    expect(page.code).toBe(2);
    expect(page.stderr).toContain('no result.json: the run was killed');
    expect(page.stderr).toContain(`samples.ndjson contains ${samples.length - 1} readable samples`);
    const data = await report(directory, '--format', 'data');
    expect(data.code).toBe(0);
    expect(data.stderr).toContain('environments.csv is not written');
    expect(await readdir(directory)).toEqual(expect.arrayContaining(['samples.parquet', 'samples.csv']));
  });

  it('a run without its samples: the page has the figures, and it is said what is missing', async () => {
    const directory = await runFolder('figures', JSON.stringify(result));
    await rm(join(directory, 'samples.ndjson'));
    const { code, stderr } = await report(directory);
    expect(code).toBe(0);
    expect(stderr).toContain('samples.ndjson: the file does not exist');
    expect(await readFile(join(directory, 'report.html'), 'utf8')).toContain('data-metric="targets.lambda');
    // Of the data, what the result knows.
    const data = await report(directory, '--format', 'data');
    expect(data).toMatchObject({ code: 0, stderr: expect.stringContaining('only environments.csv is written') });
    expect((await readdir(directory)).sort()).toEqual(['environments.csv', 'report.html', 'result.json']);
    const csv = await report(directory, '--format', 'csv');
    expect(csv).toMatchObject({ code: 2, stderr: expect.stringContaining('samples.ndjson: the file does not exist') });
  });

  it('neither samples nor a result that can be read: an error, and no file is made', async () => {
    const directory = await runFolder('nothing', '{');
    await rm(join(directory, 'samples.ndjson'));
    for (const format of ['html', 'data']) {
      const { code, stderr } = await report(directory, '--format', format);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('result.json: damaged, not JSON') });
    }
    expect(await readdir(directory)).toEqual(['result.json']);
  });

  it('a place that cannot be written is told of without a stack', async () => {
    const { code, stderr } = await report(sound, '--format', 'markdown', '--out', join(sound, 'none', 'x.md'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/cannot be written: ENOENT/);
    expect(stderr).not.toContain('    at ');
  });

  it('a folder that is no run', async () => {
    const { code, stderr } = await report(await temporaryDirectory());
    expect(code).toBe(2);
    expect(stderr).toContain('not a run: no result.json and no samples.ndjson');
  });

  it('hostile text in a result is shown as text in every format', async () => {
    const hostile = hostileRun();
    const lines = hostile.samples.map((sample) => `${toSampleLine(sample)}\n`).join('');
    const directory = await runFolder('hostile', JSON.stringify(hostile.result), lines);
    for (const format of ['markdown', 'junit', 'html']) {
      const { code, stdout } = await report(directory, '--format', format, '--out', '-');
      expect(code).toBe(0);
      expect(stdout).not.toContain('<img src=x');
    }
    expect((await report(directory, '--format', 'data')).code).toBe(0);
  });
});

describe('rollcall history', () => {
  it('lists runs, newest first, with damaged ones and why, also as JSON and as a page', async () => {
    const root = await temporaryDirectory();
    const put = async (name: string, text: string) => {
      await mkdir(join(root, name), { recursive: true });
      await writeFile(join(root, name, 'result.json'), text);
    };
    await put('old', JSON.stringify({ ...result, startedAt: '2026-01-01T00:00:00.000Z' }));
    await put('gallery/new', JSON.stringify({ ...result, startedAt: '2026-02-01T00:00:00.000Z' }));
    await put('bad', '{"schemaVersion":99}');
    await cp(join(sound, 'samples.ndjson'), join(root, 'gallery', 'new', 'samples.ndjson'));
    await writeFile(join(root, 'old', 'report.html'), '');
    const index = join(root, 'index.html');
    const { code, stdout } = await rollcall('history', root, '--html', index);
    expect(code).toBe(0);
    expect(stdout.indexOf('2026-02-01')).toBeGreaterThan(-1);
    expect(stdout.indexOf('2026-02-01')).toBeLessThan(stdout.indexOf('2026-01-01'));
    expect(stdout).toMatch(/cannot be read: .*bad\n {2}.*schemaVersion 99/);
    expect(await readFile(index, 'utf8')).toContain('href="old/report.html"');
    const json = JSON.parse((await rollcallHere('history', root, '--json')).stdout) as { kind: string }[];
    expect(json.map(({ kind }) => kind)).toEqual(['run', 'run', 'damaged']);
  });

  it('an unknown folder is an error, an empty one is not', async () => {
    expect((await rollcallHere('history', join(await temporaryDirectory(), 'none'))).code).toBe(2);
    expect(await rollcallHere('history', await temporaryDirectory())).toMatchObject({ code: 0, stdout: 'no runs\n' });
  });
});
