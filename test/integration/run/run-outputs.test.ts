import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Run, rollcallHere, runScenarioHere, scenarioFile, temporaryDirectory } from '../rollcall.ts';

const text = `
name: outputs
question: What does a run leave for other programs?
workload: { kind: builtin, call: { ioMs: 5 } }
targets:
  - { name: lambda, kind: local-lambda, memoryMb: 256 }
  - { name: server, kind: node-server }
load:
  - { name: burst, kind: burst, size: 4 }
thresholds: [lambda.environments == 4]
`;
const thresholds = ['lambda.environments <= 4 * server.environments', 'lambda.environments < 2 * server.environments'];

describe('a run with thresholds on the command line', () => {
  let run: Run;
  let files: { readonly junit: string; readonly summary: string };
  beforeAll(async () => {
    const folder = await temporaryDirectory();
    files = { junit: join(folder, 'junit.xml'), summary: join(folder, 'summary.md') };
    process.env['GITHUB_STEP_SUMMARY'] = files.summary;
    const more = thresholds.flatMap((expression) => ['--threshold', expression]);
    run = await runScenarioHere(await scenarioFile(text), ...more, '--junit', files.junit, '--invalid-exit-code', '0');
    delete process.env['GITHUB_STEP_SUMMARY'];
  });

  it('checks them after those of the file: 4 environments are at most 4 times 1, and not below 2 times 1', () => {
    expect(run.result.thresholds).toEqual([
      { expression: 'lambda.environments == 4', passed: true, value: 4, limit: 4 },
      { expression: thresholds[0], passed: true, value: 4, limit: 4 },
      { expression: thresholds[1], passed: false, value: 4, limit: 2 },
    ]);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain(`✗ ${thresholds[1]}  is 4, limit 2`);
  });

  it('writes them as JUnit XML', async () => {
    const xml = await readFile(files.junit, 'utf8');
    expect(xml).toContain('failures="1"');
    expect(xml).toContain('<failure message="value 4, limit 2"');
  });

  it('appends a summary for the step of the CI job', async () => {
    expect(await readFile(files.summary, 'utf8')).toMatch(/^## outputs: \w+\n.*\| ❌ failed \|/s);
  });

  it('leaves data files of all eight samples', async () => {
    expect(await readdir(run.directory)).toEqual(
      expect.arrayContaining([
        ...['samples.parquet', 'samples.csv', 'environments.csv'],
        ...['lambda.service-time.hgrm', 'server.response-time.hgrm'],
      ]),
    );
    const bytes = await readFile(join(run.directory, 'samples.parquet'));
    const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
    expect(rows.map((row) => row['instanceId'])).toEqual(run.samples.map(({ instanceId }) => instanceId));
    expect(rows).toHaveLength(8);
    const environments = await readFile(join(run.directory, 'environments.csv'), 'utf8');
    // The head, four of the function, one of the server, and what is behind the last line break.
    expect(environments.split('\r\n')).toHaveLength(7);
  });
});

it('--no-data leaves none, --no-page no page; `report` writes it later', async () => {
  const { directory, stdout } = await runScenarioHere(await scenarioFile(text), '--no-data', '--no-page');
  expect((await readdir(directory)).toSorted()).toEqual([
    ...['lambda.log', 'lambda.telemetry.ndjson', 'result.json', 'samples.ndjson'],
  ]);
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(`results: file://${directory}`);
  expect((await rollcallHere('report', directory)).code).toBe(0);
  expect(await readFile(join(directory, 'report.html'), 'utf8')).toContain('outputs');
});

it('a threshold on the command line that is wrong ends with 2, before anything is fired', async () => {
  const file = await scenarioFile(text);
  const { code, stderr } = await rollcallHere(
    'run',
    file,
    '-t',
    'lamda.latency.p99 < 3 s',
    '-t',
    'lambda.latncy.p99 < 3 s',
  );
  expect(code).toBe(2);
  expect(stderr).toBe(
    '--threshold \'lamda.latency.p99 < 3 s\': unknown target "lamda"; did you mean `lambda`?\n' +
      '--threshold \'lambda.latncy.p99 < 3 s\': unknown metric "latncy.p99"; did you mean `latency.p99`?\n',
  );
});
