import { seededRandom } from '../../../model/random.ts';
import { cloudWatchCounts } from './cloudwatch.ts';
import { formatOf, formatsHint } from './formats.ts';
import { cloudWatchPeriod, onGrid, shortestGap, statedPeriod } from './period.ts';
import { placed } from './placed.ts';
import {
  type ArrivalFormat,
  type ArrivalOptions,
  type ArrivalRow,
  arrivalsProblem,
  BadArrivalError,
  type Period,
  type ReadArrivals,
  type Reading,
  readings,
  type StatedPeriod,
  type TakenAs,
} from './read-arrivals.ts';
import { takenUnits } from './taken-units.ts';

/** Beyond, an array of instants is no longer what to plan with. */
const mostArrivals = 20_000_000;
const mostJson = 64 * 1024 * 1024;
const mostBadShown = 20;

/**
 * Reads the arrivals of a file, line by line, in one of these formats: a CSV table with a head; one instant a line; access logs of an
 * Application Load Balancer, CloudFront, nginx and Apache; the Azure Functions traces of 2019 and 2021; counts of CloudWatch as JSON.
 * Lines that are no arrival are counted, and the first of them are named.
 */
export class ArrivalReader {
  readonly #options: ArrivalOptions;
  #format: ArrivalFormat | 'json' | undefined;
  #json = '';
  #line = 0;
  readonly #instants: number[] = [];
  readonly #callsMs: number[] = [];
  readonly #counts = new Map<number, number>();
  #arrivals = 0;
  #stated: StatedPeriod | undefined;
  readonly #bad: { line: number; why: string }[] = [];
  #badLines = 0;
  readonly #leftOut = new Map<string, number>();
  readonly #notes: string[] = [];
  readonly #takenAs: TakenAs[] = [];

  constructor(options: ArrivalOptions) {
    this.#options = options;
  }

  add(line: string): void {
    this.#line += 1;
    if (this.#format === 'json') this.#addJson(line);
    else if (line.trim() !== '') this.#addLine(line);
  }

  /** @throws {UserError} `trace-invalid` without a single arrival */
  end(): ReadArrivals {
    const { file } = this.#options;
    if (this.#format === 'json') this.#readJson();
    const bad = { count: this.#badLines, first: this.#bad };
    const format = this.#format === 'json' ? cloudWatch : this.#format;
    if (format === undefined) throw arrivalsProblem(file, 'this file is empty', formatsHint);
    if (this.#arrivals === 0) throw this.#nothing();
    const { seed = 1, periodMs } = this.#options;
    if (this.#counts.size === 0 && periodMs !== undefined) throw unused(file, 'period', format);
    const takenAs = [...this.#takenAs, ...takenUnits(format, this.#options)];
    const facts = { words: format.words, bad, leftOut: this.#leftOut, notes: this.#notes, takenAs };
    const periodOf = (starts: readonly number[]) => this.#periodOf(starts, format);
    if (this.#counts.size > 0) return { ...facts, ...placed(this.#counts, periodOf, seededRandom(seed)) };
    return { ...facts, ...ordered(this.#instants, this.#callsMs) };
  }

  /** @throws {UserError} `trace-invalid` for a stated period that another one, or the times of the counts, contradict */
  #periodOf(starts: readonly number[], { words, bucketMs }: Pick<ArrivalFormat, 'words' | 'bucketMs'>): Period {
    const { file, periodMs } = this.#options;
    const ofFormat = bucketMs === undefined ? undefined : { bucketMs, words };
    const stated = statedPeriod(file, ofFormat ?? this.#stated, periodMs);
    if (ofFormat !== undefined) return { bucketMs: ofFormat.bucketMs };
    if (stated !== undefined) return onGrid(file, stated, starts);
    return this.#format === 'json' ? cloudWatchPeriod(starts) : shortestGap(starts);
  }

  #addLine(line: string): void {
    if (this.#format === undefined) this.#begin(line);
    else this.#take(this.#line, line);
  }

  #begin(line: string): void {
    const found = formatOf(line, this.#options);
    const format = found === 'json' ? cloudWatch : found.format;
    for (const field of readings)
      if (this.#options[field] !== undefined && !format.takes.includes(field))
        throw unused(this.#options.file, field, format);
    this.#format = found === 'json' ? found : found.format;
    this.#stated = format.stated;
    if (found === 'json') this.#addJson(line);
    else if (!found.isHead) this.#take(this.#line, line);
  }

  #addJson(line: string): void {
    this.#json += `${line}\n`;
    if (this.#json.length > mostJson)
      throw arrivalsProblem(this.#options.file, `JSON of more than ${mostJson} bytes`, formatsHint);
  }

  #readJson(): void {
    const counts = cloudWatchCounts(this.#json, this.#options);
    if (counts === undefined)
      throw arrivalsProblem(this.#options.file, 'expected counts of CloudWatch in this JSON document', formatsHint);
    if (counts.periodMs !== undefined) this.#stated = { bucketMs: counts.periodMs, words: '"Period"' };
    this.#notes.push(...counts.notes);
    this.#takenAs.push(...counts.takenAs);
    for (const [index, record] of counts.records.entries()) this.#addAll(index + 1, () => [record()]);
  }

  #take(number: number, line: string): void {
    const format = this.#format;
    if (format !== undefined && format !== 'json') this.#addAll(number, () => format.read(line));
  }

  #addAll(line: number, read: () => Iterable<ArrivalRow>): void {
    try {
      for (const row of read()) this.#addRow(row);
    } catch (error) {
      if (!(error instanceof BadArrivalError)) throw error;
      this.#badLines += 1;
      if (this.#bad.length < mostBadShown) this.#bad.push({ line, why: error.message });
    }
  }

  #addRow(row: ArrivalRow): void {
    if ('skipped' in row) {
      if (row.skipped !== undefined) this.#leftOut.set(row.skipped, (this.#leftOut.get(row.skipped) ?? 0) + 1);
      return;
    }
    if ('count' in row) {
      this.#counts.set(row.fromMs, (this.#counts.get(row.fromMs) ?? 0) + row.count);
      this.#arrivals += row.count;
    } else {
      this.#instants.push(row.atMs);
      if (row.callMs !== undefined) this.#callsMs.push(row.callMs);
      this.#arrivals += 1;
    }
    if (this.#arrivals > mostArrivals)
      throw arrivalsProblem(
        this.#options.file,
        `more than ${mostArrivals.toLocaleString('en-US')} requests`,
        'select some of them (demand.app, demand.func, demand.host), take a part of the file, or give rates in a plan file',
      );
  }

  #nothing() {
    const { file } = this.#options;
    const [first] = this.#bad;
    if (first === undefined)
      return arrivalsProblem(
        file,
        'no arrival is selected',
        'the file has none, or demand.app, demand.func or demand.host selects none',
      );
    const others = this.#badLines === 1 ? '' : ` (and ${this.#badLines - 1} more lines)`;
    return arrivalsProblem(`${file}:${first.line}`, `${first.why}${others}`, formatsHint);
  }
}

const cloudWatch: Omit<ArrivalFormat, 'read'> = { words: 'request counts of CloudWatch', takes: ['metric'] };

/** What would be ignored is refused: a reader takes it for applied. */
const unused = (file: string, field: Reading | 'period', { words }: Pick<ArrivalFormat, 'words'>) =>
  arrivalsProblem(file, `\`${field}\` does not apply to a file of this format (${words})`, 'leave it out');

function ordered(instantsMs: readonly number[], callsMs: readonly number[]) {
  const order = Uint32Array.from(instantsMs, (_, index) => index);
  order.sort((a, b) => (instantsMs[a] ?? 0) - (instantsMs[b] ?? 0) || a - b);
  const inOrder = (values: readonly number[]) => Float64Array.from(order, (index) => values[index] ?? 0);
  const atMs = inOrder(instantsMs);
  const spanMs = (atMs.at(-1) ?? 0) - (atMs[0] ?? 0);
  return { atMs, spanMs, ...(callsMs.length === instantsMs.length && { callMs: inOrder(callsMs) }) };
}
