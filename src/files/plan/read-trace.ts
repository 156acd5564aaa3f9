import { basename } from 'node:path';
import { ArrivalReader } from '../../load/recorded/arrivals/arrivals.ts';
import type { ArrivalOptions } from '../../load/recorded/arrivals/read-arrivals.ts';
import { printable } from '../../model/printable.ts';
import { type TraceDemand, traceDemand } from '../../planner/trace/recorded-arrivals.ts';
import { nameOf } from '../read-text.ts';
import { readLogText } from './log-text.ts';

/**
 * The arrivals of a file or of stdin (`-`), packed by gzip or not.
 * @throws {UserError} `trace-invalid` without a single arrival, `trace-unreadable`
 */
export async function readTrace(file: string, options: Omit<ArrivalOptions, 'file'> = {}): Promise<TraceDemand> {
  const name = printable(basename(nameOf(file)));
  const reader = new ArrivalReader({ ...options, file: name });
  for await (const line of linesIn(readLogText(file, traceFile))) reader.add(line);
  return traceDemand(name, reader.end());
}

const traceFile = { code: 'trace-unreadable', one: 'a file of arrivals, or `-` for stdin', several: 'the file in it' };

async function* linesIn(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield withoutReturn(line);
  }
  if (rest !== '') yield withoutReturn(rest);
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);
