import { basename, relative } from 'node:path';
import type { CommandModule, InferredOptionTypes, Options } from 'yargs';
import { UserError } from '../model/errors.ts';
import { optional } from '../model/optional.ts';
import { printable, printableJson } from '../model/printable.ts';
import type { StudyMetric } from '../model/study/metrics.ts';
import type { ColumnMapping } from '../stats/study/imported/csv-samples.ts';
import type { ImportedFile } from '../stats/study/imported/imported-sample.ts';
import { flag, names, refuseRepeated, text, texts } from './options.ts';
import { terminalOf } from './terminal-options.ts';

const columns = {
  init: ['initMs', 'Column of init durations in ms'],
  restore: ['restoreMs', 'Column of restore durations in ms'],
  duration: ['durationMs', 'Column of durations of calls in ms'],
  client: ['clientMs', 'Column of what clients saw in ms'],
  billed: ['billedMs', 'Column of billed durations in ms'],
  'memory-used': ['memoryMb', 'Column of the memory used in MB'],
  launch: ['launchMs', 'Column of launch times in ms'],
} as const satisfies Record<string, readonly [StudyMetric, string]>;

type ColumnOption = keyof typeof columns;

const columnOptions = Object.fromEntries(
  Object.entries(columns).map(([name, [, describe]]) => [name, text(describe)]),
) as Record<ColumnOption, ReturnType<typeof text>>;

const options = {
  cell: text('Columns of a CSV table that make a cell, such as runtime,memory; FACTOR=COLUMN renames one'),
  ...columnOptions,
  measure: texts('Column of another number as NAME=COLUMN; repeat for more'),
  only: texts('Keep only samples of this level, as FACTOR=LEVEL; repeat for more'),
  round: text('Column of the round'),
  cold: text('Column that says whether a row is a cold start; default: rows with an init or a restore'),
  name: { ...text('Name of the study; its folder gets this name'), default: 'imported' },
  question: { ...text('The question that it answers'), default: 'What do these earlier results show?' },
  out: text('Folder of the study; default: reports/NAME-TIME'),
  json: flag('Print the result as JSON on stdout'),
} satisfies Record<string, Options>;

type ImportArguments = { readonly files: string[] } & InferredOptionTypes<typeof options>;

export const importCommand: CommandModule<unknown, ImportArguments> = {
  command: 'import <files..>',
  describe: 'Make a study of results that were measured before: CSV tables, logs, recordings, folders of studies',
  builder: (yargs) =>
    yargs
      .positional('files', names('CSV tables, logs, recordings of lambda-perf, or folders of studies'))
      .options(options)
      .example('$0 import cold.csv --cell runtime,memory --init init_ms --client total_ms', 'a table, by its columns')
      .example(
        '$0 import reports/runtimes-2026-11-30T10-00-00Z lambda-perf.json --only packaging=zip --only architecture=x86_64',
        'a recording laid over own cells',
      ),
  handler: importFiles,
};

async function importFiles(given: ImportArguments): Promise<void> {
  refuseRepeated(given, options);
  const { importedStudy } = await import('../stats/study/imported/imported-study.ts');
  const { writeImportedStudy } = await import('../library/import.ts');
  const mapping = mappingOf(given);
  const files: ImportedFile[] = [];
  for (const file of given.files) files.push(await readImported(file, mapping));
  const study = importedStudy(files, new Map((given.only ?? []).map((level) => pairOf(level, '--only'))));
  if (study.samples.length === 0)
    throw new UserError('import-invalid', '--only: no sample has these levels', {
      hint: `factors: ${[...new Set(files.flatMap(({ samples }) => Object.keys(samples[0]?.levels ?? {})))].join(', ')}`,
    });
  const { name, question, out } = given;
  const { result, report } = await writeImportedStudy(study, {
    ...{ name, question, out, file: given.files.map((file) => basename(file)).join(', ') },
    sources: files.map(({ source, samples }) => `${source}: ${samples.length} samples`),
  });
  const { renderStudy } = await import('../report/study/terminal.ts');
  process.stdout.write(given.json ? `${printableJson(result)}\n` : renderStudy(result, terminalOf(process.stdout)));
  (given.json ? process.stderr : process.stdout).write(`\nreport: ${printable(relative('.', report))}\n`);
}

/** Undefined if no column is named: then the files are no tables. */
function mappingOf(given: ImportArguments): ColumnMapping | undefined {
  const metrics = (Object.keys(columns) as ColumnOption[]).flatMap((option) => {
    const column = given[option];
    return column === undefined ? [] : [[columns[option][0], column] as const];
  });
  const measures = (given.measure ?? []).map((text) => pairOf(text, '--measure'));
  const { cell, round, cold } = given;
  if (cell === undefined && metrics.length === 0 && measures.length === 0) return undefined;
  if (metrics.length === 0 && measures.length === 0)
    throw new UserError('usage', '--cell: expected a column of numbers, too', {
      hint: 'name one by --init or --client',
    });
  return {
    cell: new Map((cell ?? '').split(',').flatMap((part) => (part === '' ? [] : [factorOf(part.trim())]))),
    ...{ metrics: new Map(metrics), measures: new Map(measures) },
    ...optional('round', round),
    ...optional('cold', cold),
  };
}

const factorOf = (text: string): readonly [string, string] =>
  text.includes('=') ? pairOf(text, '--cell') : [text, text];

function pairOf(text: string, option: string): readonly [string, string] {
  const [, name, column] = /^([A-Za-z]\w{0,40})=(.+)$/.exec(text) ?? [];
  if (name !== undefined && column !== undefined) return [name, column];
  throw new UserError(
    'usage',
    `${option}: expected ${option === '--only' ? 'FACTOR=LEVEL' : 'NAME=COLUMN'}, got "${text}"`,
  );
}

async function readImported(file: string, mapping: ColumnMapping | undefined): Promise<ImportedFile> {
  const { isStudyDirectory } = await import('../files/study/is-study-directory.ts');
  if (await isStudyDirectory(file)) return (await import('../library/import.ts')).ownStudy(file);
  const { readLogText } = await import('../files/plan/log-text.ts');
  const pieces: string[] = [];
  for await (const piece of readLogText(file)) pieces.push(piece);
  const imported = await samplesOf(pieces.join(''), basename(file), mapping);
  if (imported.samples.length > 0) return imported;
  throw new UserError('import-invalid', `${file}: no row, no REPORT line and no recording`, {
    hint: 'name the columns of a table by --cell and --init; `rollcall import --help` lists the others',
  });
}

async function samplesOf(text: string, source: string, mapping: ColumnMapping | undefined): Promise<ImportedFile> {
  const { lambdaPerfSamples } = await import('../stats/study/imported/lambda-perf.ts');
  const recording = lambdaPerfSamples(text);
  if (recording !== undefined) return recording;
  if (mapping !== undefined) {
    const { csvSamples } = await import('../stats/study/imported/csv-samples.ts');
    return { source, samples: csvSamples(text, source, mapping) };
  }
  const { logSamples } = await import('../stats/study/imported/log-samples.ts');
  return { source, samples: logSamples(text, source.replace(/\..*$/, '')) };
}
