import { isToTheSecond, type LineReader, logReader } from '../access-logs.ts';
import { BadRecordError, type Read } from '../recorded-request.ts';
import { azure2019 } from './azure-2019.ts';
import { InstantReader } from './instants.ts';
import { type ArrivalFormat, type ArrivalOptions, type ArrivalRow, BadArrivalError } from './read-arrivals.ts';
import { tableFormat } from './table.ts';
import { unitRead } from './taken-units.ts';

interface FoundFormat {
  readonly format: ArrivalFormat;
  /** The first line names columns. */
  readonly isHead: boolean;
}

export const formatsHint =
  'expected one time a line, a CSV table with a head, an access log (ALB, CloudFront, nginx combined), an Azure Functions trace, or counts of CloudWatch as JSON';

/**
 * The format of a file, by its first line that is not empty.
 * @throws {UserError} `trace-invalid` for a table without instants
 */
export function formatOf(first: string, options: ArrivalOptions): FoundFormat | 'json' {
  const text = first.trim();
  if (text.startsWith('{')) return 'json';
  const log = logReader(text);
  if (log !== undefined) return { format: accessLog(log, options), isHead: false };
  if (!Number.isNaN(new InstantReader('auto').read(text))) return { format: timesOnly(options), isHead: false };
  return { format: azure2019(text, options) ?? tableFormat(text, options), isHead: true };
}

function timesOnly({ timeUnit }: ArrivalOptions): ArrivalFormat {
  const reader = new InstantReader(timeUnit ?? 'auto');
  return {
    words: 'list of times',
    takes: ['timeUnit'],
    units: () =>
      unitRead('its times', reader.unit, 'demand.timeUnit').map((unit) =>
        unit.by === undefined ? { ...unit, by: 'a list of times is in ms', isAssumed: true } : unit,
      ),
    read(line) {
      const atMs = reader.read(line.trim());
      if (Number.isNaN(atMs)) throw new BadArrivalError(`expected a time, got ${JSON.stringify(line.slice(0, 40))}`);
      return [{ atMs }];
    },
  };
}

const secondMs = 1000;

/** Times of whole seconds leave open where in its second a request arrived. */
function accessLog(reader: LineReader, { host }: ArrivalOptions): ArrivalFormat {
  const isCounted = isToTheSecond(reader);
  const rowOf = (atMs: number): ArrivalRow => (isCounted ? { fromMs: atMs, count: 1 } : { atMs });
  return {
    words: 'access log',
    takes: ['host'],
    ...(isCounted && { bucketMs: secondMs }),
    read(line) {
      const record = recordOf(reader, line);
      if (record === undefined) return [];
      if ('why' in record) return [{ skipped: record.why }];
      if (host !== undefined && record.host !== host) return [{ skipped: undefined }];
      if (record.atMs === undefined) throw new BadArrivalError('expected the time of the request');
      return [rowOf(record.atMs)];
    },
  };
}

function recordOf(read: LineReader, line: string): Read {
  try {
    return read(line);
  } catch (error) {
    if (!(error instanceof BadRecordError)) throw error;
    throw new BadArrivalError(error.message);
  }
}
