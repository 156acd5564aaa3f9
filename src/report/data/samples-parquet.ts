import type { SchemaElement } from 'hyparquet-writer';
// Not the package's index: for Node that opens files, and this folder does no I/O.
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { ParquetWriter } from 'hyparquet-writer/src/parquet-writer.js';
import type { SampleLine } from '../../model/sample-line.ts';
import { type Column, sampleColumns } from './sample-columns.ts';

/** Rows that are held in memory until they are encoded. */
const rowsPerGroup = 50_000;

/**
 * `samples.parquet`, piece by piece: memory is that of one group of rows, however many samples there are. Snappy, which
 * every reader knows; columns that can be absent are nullable.
 */
export class SamplesParquet {
  private readonly bytes = new ByteWriter(1 << 20);
  private readonly writer: ParquetWriter;
  private readonly columns = sampleColumns.map((column) => ({ column, data: [] as unknown[] }));
  private rows = 0;

  constructor(createdBy: string) {
    this.writer = new ParquetWriter({ writer: this.bytes, schema, createdBy });
  }

  /** Bytes to append to the file, now and then. */
  add(line: SampleLine): Uint8Array | undefined {
    for (const { column, data } of this.columns) data.push(cellOf(column, line));
    this.rows += 1;
    return this.rows < rowsPerGroup ? undefined : this.writeGroup();
  }

  /** The last bytes, after which the file can be read. */
  finish(): Uint8Array {
    const last = this.rows > 0 ? this.writeGroup() : new Uint8Array();
    void this.writer.finish();
    const end = this.taken();
    const all = new Uint8Array(last.length + end.length);
    all.set(last);
    all.set(end, last.length);
    return all;
  }

  private writeGroup(): Uint8Array {
    void this.writer.write({
      columnData: this.columns.map(({ column, data }) => ({ name: column.name, data })),
      rowGroupSize: rowsPerGroup,
    });
    for (const entry of this.columns) entry.data = [];
    this.rows = 0;
    return this.taken();
  }

  /** The writer counts its offset on; only its buffer is emptied. */
  private taken(): Uint8Array {
    const bytes = this.bytes.getBytes().slice();
    this.bytes.index = 0;
    return bytes;
  }
}

/** Whole numbers of 64 bits are BigInts to the writer. */
function cellOf({ name, type }: Column, line: SampleLine): unknown {
  const value = line[name];
  return type === 'long' && typeof value === 'number' ? BigInt(value) : value;
}

/** Whole numbers that come from the other side, such as `invocationId`, may be too big for 32 bits. */
const types: Record<Column['type'], Pick<SchemaElement, 'type' | 'converted_type'>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  whole: { type: 'INT32' },
  long: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
};

const schema: SchemaElement[] = [
  { name: 'samples', num_children: sampleColumns.length },
  ...sampleColumns.map(
    ({ name, type, required }): SchemaElement => ({
      name,
      ...types[type],
      repetition_type: required ? 'REQUIRED' : 'OPTIONAL',
    }),
  ),
];
