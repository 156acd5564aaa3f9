import { type AsyncBuffer, parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import type { Sample } from '../../../../src/model/sample.ts';
import { parseSampleLine, type SampleLine, toSampleLine } from '../../../../src/model/sample-line.ts';
import { sampleColumns } from '../../../../src/report/data/sample-columns.ts';
import { SamplesParquet } from '../../../../src/report/data/samples-parquet.ts';
import { hostileRun } from '../../../fixtures/report/hostile-run.ts';
import { makeRun } from '../../../fixtures/report/make-run.ts';

function parquetOf(samples: Iterable<SampleLine>): { file: ArrayBuffer; pieces: number } {
  const writer = new SamplesParquet('rollcall test');
  const pieces: Uint8Array[] = [];
  for (const line of samples) {
    const bytes = writer.add(line);
    if (bytes !== undefined) pieces.push(bytes);
  }
  pieces.push(writer.finish());
  const whole = Buffer.concat(pieces);
  return { file: new Uint8Array(whole).buffer, pieces: pieces.length };
}

const linesOf = (samples: readonly Sample[]) => samples.map((sample) => parseSampleLine(toSampleLine(sample)));
const read = (file: AsyncBuffer | ArrayBuffer) => parquetReadObjects({ file: file as AsyncBuffer });

/** What the reader is to give for a sample: absent is null, whole numbers of 64 bits are BigInts. */
const expected = (line: SampleLine) =>
  Object.fromEntries(
    sampleColumns.map(({ name, type }) => {
      const value = line[name];
      return [name, type === 'long' && typeof value === 'number' ? BigInt(value) : (value ?? null)];
    }),
  );

const nulled = (rows: readonly Record<string, unknown>[]) =>
  rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value ?? null])));

it.each([
  ['a run', linesOf(makeRun().samples)],
  ['a hostile run', linesOf(hostileRun().samples)],
])('another reader gets every value of every sample of %s', async (_, samples) => {
  const rows = nulled(await read(parquetOf(samples).file));
  expect(rows).toEqual(samples.map(expected));
});

it('states the types: text, whole numbers of 32 and 64 bits, doubles, booleans', () => {
  const { schema } = parquetMetadata(parquetOf(linesOf(makeRun().samples)).file);
  const typeOf = (name: string) => {
    const element = schema.find((candidate) => candidate.name === name);
    return [element?.type, element?.converted_type, element?.repetition_type];
  };
  expect(typeOf('target')).toEqual(['BYTE_ARRAY', 'UTF8', 'REQUIRED']);
  expect(typeOf('burst')).toEqual(['INT32', undefined, 'OPTIONAL']);
  expect(typeOf('bytes')).toEqual(['INT64', undefined, 'REQUIRED']);
  expect(typeOf('sentAtMs')).toEqual(['DOUBLE', undefined, 'OPTIONAL']);
  expect(typeOf('coldStart')).toEqual(['BOOLEAN', undefined, 'OPTIONAL']);
  expect(schema).toHaveLength(30);
});

it('hands out groups of 50,000 rows: 120,001 samples are three, and all come back in order', async () => {
  const [first] = linesOf(makeRun().samples);
  if (first === undefined) throw new Error('the fixture has samples');
  const many = Array.from({ length: 120_001 }, (_, index) => ({ ...first, intendedAtMs: index / 8 }));
  const { file, pieces } = parquetOf(many);
  expect(pieces).toBe(3);
  expect(parquetMetadata(file).row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([50_000, 50_000, 20_001]);
  const rows = await parquetReadObjects({ file: file as unknown as AsyncBuffer, columns: ['intendedAtMs'] });
  expect(rows.map((row) => row['intendedAtMs'])).toEqual(many.map(({ intendedAtMs }) => intendedAtMs));
});

it('a run without a sample is a file without rows', async () => {
  const { file } = parquetOf([]);
  expect(await read(file)).toEqual([]);
  expect(parquetMetadata(file).schema).toHaveLength(30);
});
