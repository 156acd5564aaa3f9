import { csvFields } from './csv-line.ts';
import { decimal } from './instants.ts';
import { type ArrivalFormat, type ArrivalOptions, type ArrivalRow, BadArrivalError } from './read-arrivals.ts';

const minuteMs = 60_000;

/**
 * Azure Functions trace 2019: a line per function, with the number of its calls in each minute of a day. All functions are added up, or those
 * that `app` and `func` select. Source: AzurePublicDataset, AzureFunctionsDataset2019.md.
 */
export function azure2019(head: string, { app, func }: ArrivalOptions): ArrivalFormat | undefined {
  const names = csvFields(head);
  const first = names.indexOf('1');
  const [appAt, funcAt] = [names.indexOf('HashApp'), names.indexOf('HashFunction')];
  if (first < 0 || appAt < 0 || funcAt < 0) return undefined;
  return {
    words: 'Azure Functions trace 2019, counts per minute',
    takes: ['app', 'func'],
    bucketMs: minuteMs,
    *read(line): Generator<ArrivalRow> {
      const row = csvFields(line);
      if (row.length !== names.length) throw new BadArrivalError(`expected ${names.length} columns, got ${row.length}`);
      const counts = row.slice(first).map(decimal);
      if (!counts.every((count) => Number.isInteger(count) && count >= 0))
        throw new BadArrivalError('expected a number of calls in each minute');
      if ((app !== undefined && row[appAt] !== app) || (func !== undefined && row[funcAt] !== func))
        yield { skipped: undefined };
      else for (const [minute, count] of counts.entries()) yield { fromMs: minute * minuteMs, count };
    },
  };
}
