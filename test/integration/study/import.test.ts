import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { StudyResult } from '../../../src/model/study/study-result.ts';
import { rollcallHere, temporaryDirectory } from '../rollcall.ts';

let folder: string;
beforeAll(async () => {
  folder = await temporaryDirectory();
  await writeFile(join(folder, 'cold.csv'), table);
  await writeFile(join(folder, 'recording.json'), JSON.stringify(recording));
});

const table = `lang,size,init_ms,total_ms
python3.12,128,80,130
python3.12,128,90,150
python3.12,128,100,140
nodejs20.x,128,150,210
`;

/** As github.com/maxday/lambda-perf publishes it every day. */
const recording = {
  metadata: { generatedAt: '2026-08-22T14:00:43.227Z' },
  runtimeData: [
    { p: 'zip', d: 'python3.12', i: [84, 88, 95], m: 128, a: 'x86_64', mu: 36.9 },
    { p: 'image', d: 'python3.12', i: [400], m: 128, a: 'x86_64', mu: 40 },
  ],
};

const byColumns = ['--cell', 'runtime=lang,memory=size', '--init', 'init_ms', '--client', 'total_ms'];

it('makes a study of a table by its columns: of three inits of 80, 90 and 100 ms the median is 90', async () => {
  const out = join(folder, 'table');
  const { code, stdout, stderr } = await rollcallHere(
    ...['import', join(folder, 'cold.csv'), ...byColumns, '--out', out, '--json'],
  );
  expect(code).toBe(0);
  const result: StudyResult = JSON.parse(stdout);
  expect(mediansOf(result)).toEqual([
    [{ runtime: 'python3.12', memory: '128' }, 90, 140],
    [{ runtime: 'nodejs20.x', memory: '128' }, 150, 210],
  ]);
  expect(stderr).toContain('report.html');
  expect(JSON.parse(await readFile(join(out, 'study.json'), 'utf8'))).toEqual(result);
  expect((await readFile(join(out, 'study.ndjson'), 'utf8')).trim().split('\n')).toHaveLength(4);
});

it('lays a daily recording over this study: the source is a factor', async () => {
  const files = [join(folder, 'table'), join(folder, 'recording.json')];
  const only = ['--only', 'packaging=zip', '--only', 'architecture=x86_64', '--out', join(folder, 'both')];
  const { code, stdout } = await rollcallHere('import', ...files, ...only, '--json');
  expect(code).toBe(0);
  expect(mediansOf(JSON.parse(stdout))).toEqual([
    [{ source: 'table', runtime: 'python3.12', memory: '128' }, 90, 140],
    [{ source: 'table', runtime: 'nodejs20.x', memory: '128' }, 150, 210],
    [{ source: 'lambda-perf 2026-08-22', runtime: 'python3.12', memory: '128' }, 88, undefined],
  ]);
});

it('refuses a column that is not there in one message', async () => {
  const { code, stdout, stderr } = await rollcallHere(
    ...['import', join(folder, 'cold.csv'), '--cell', 'lang', '--init', 'initMs'],
  );
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe(
    'cold.csv: there is no column `initMs`; its columns are lang, size, init_ms, total_ms\n' +
      '  `rollcall import --help` shows how columns are named\n',
  );
});

/** Of init and client time, of each cell. */
const mediansOf = ({ cells }: StudyResult) =>
  cells.map(({ levels, groups }) => {
    const values = groups[0]?.values ?? {};
    return [levels, values['initMs']?.median.estimate, values['clientMs']?.median.estimate];
  });
