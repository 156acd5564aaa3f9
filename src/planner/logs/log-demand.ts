import { hasFreeRestores } from '../../billing/lambda-extras.ts';
import type { LogFinding, LoggedInvocation } from '../../logs/log-finding.ts';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import type { RecordedArrivals } from '../../model/plan/arrivals.ts';
import type { Figure } from '../../model/plan/figure.ts';
import type { CallNeeds, CallSpread } from '../../model/plan/needs.ts';
import { billedDurationMs } from '../../model/platform/invocation.ts';
import { distributionOf } from '../../stats/demands.ts';
import { LogsTally } from '../../stats/logs/tally.ts';
import { counted, ms } from '../../text/format.ts';
import { failureNotes, type LoggedCall, mixedStarts } from './logged-call.ts';
import { type RecordedService, recordedOf } from './recorded-service.ts';

/** What REPORT lines say of a function: when its requests arrived, and what they needed. */
export interface LogDemand {
  readonly functionName: string;
  readonly arrivals: RecordedArrivals;
  readonly needs: CallNeeds;
  readonly memoryMb: number;
  /** What these lines show of the platform that served them. */
  readonly recorded: RecordedService;
  readonly notes: readonly string[];
}

/**
 * Takes the findings of logs as `rollcall logs` does, copies of a line once. A request arrived its duration, and the init or restore
 * before that, earlier than the time of its line.
 */
export class LogDemandReader {
  readonly #tally = new LogsTally();
  readonly #calls = new Map<string, LoggedCall[]>();
  readonly #starts: Extract<LogFinding, { readonly kind: 'failed-init' | 'restore' }>[] = [];
  /** Functions that lines name themselves. */
  readonly #named = new Set<string>();
  #damaged = 0;
  #withoutTime = 0;

  /** @param source names the function of lines that do not: the file, for example */
  add(finding: LogFinding, source: string): void {
    const repetition = this.#tally.add(finding, source);
    if (finding.kind === 'damaged') this.#damaged += 1;
    if (finding.kind === 'failed-init' || finding.kind === 'restore') this.#starts.push(finding);
    if (finding.kind !== 'invocation' || repetition === 'duplicate') return;
    const { invocation: logged } = finding;
    if (logged.atEpochMs === undefined) {
      this.#withoutTime += 1;
      return;
    }
    const name = logged.functionName ?? source;
    if (logged.functionName !== undefined) this.#named.add(name);
    const [callMs, initMs] = [logged.durationMs, logged.initMs ?? logged.restoreMs ?? 0];
    const calls = this.#calls.get(name) ?? [];
    this.#calls.set(name, calls);
    calls.push({ atMs: logged.atEpochMs - callMs - initMs, callMs, initMs, logged });
  }

  /**
   * @param files for messages, such as `a.log, b.log`
   * @param wanted the function, where the logs have several; `all`: the files are of one whose name no line has
   * @throws {UserError} `logs-empty`, `logs-ambiguous`
   */
  finish(files: string, wanted?: string): LogDemand {
    const functionName = this.#functionOf(files, wanted);
    const calls = this.#callsOf(this.#calls.has(functionName) ? [functionName] : [...this.#calls.keys()]).sort(
      (a, b) => a.atMs - b.atMs,
    );
    const memoryMb = commonest(calls.flatMap(({ logged }) => logged.memorySizeMb ?? []));
    if (memoryMb === undefined) throw empty(files, 'no REPORT line of this function has a Memory Size');
    const others = calls.filter(({ logged }) => logged.memorySizeMb !== memoryMb).length;
    return {
      ...{ functionName, memoryMb },
      arrivals: arrivalsOf(calls, `REPORT lines of ${functionName}`),
      needs: needsOf(calls, memoryMb, functionName),
      recorded: recordedOf(calls),
      notes: [
        ...noted(this.#damaged, 'damaged line was not used', 'damaged lines were not used'),
        ...noted(this.#withoutTime, 'REPORT line without a time', 'REPORT lines without a time'),
        ...noted(
          others,
          `call ran at another memory size than ${memoryMb} MB: it is an arrival only`,
          `calls ran at another memory size than ${memoryMb} MB: they are arrivals only`,
        ),
        ...failureNotes(calls, this.#starts),
        ...mixedStarts(calls),
        'REPORT lines do not say how much of a call is CPU',
      ],
    };
  }

  #callsOf(names: readonly string[]): LoggedCall[] {
    return names.flatMap((name) => this.#calls.get(name) ?? []);
  }

  #functionOf(files: string, wanted: string | undefined): string {
    const names = [...this.#calls.keys()];
    const [only] = names;
    if (only === undefined)
      throw empty(
        files,
        this.#withoutTime > 0 ? 'no REPORT line has a time' : 'no REPORT line and no platform.report record',
      );
    const listed = `functions: ${names.slice(0, 10).join(', ')}`;
    const isOfFiles = this.#named.size === 0;
    if (wanted === allFiles && isOfFiles && !names.includes(allFiles)) return names.join(' and ');
    if (wanted !== undefined && !names.includes(wanted))
      throw new UserError('logs-ambiguous', `${files}: no REPORT line of ${JSON.stringify(wanted)}`, { hint: listed });
    if (wanted === undefined && names.length > 1 && isOfFiles)
      throw new UserError('logs-ambiguous', `${files}: no line names its function, so each file may be of another`, {
        hint: 'take all files as of one function with --set demand.func=all, or select one with --set demand.func=NAME',
      });
    if (wanted === undefined && names.length > 1)
      throw new UserError('logs-ambiguous', `${files}: REPORT lines of ${names.length} functions, expected one`, {
        hint: `${listed}; select one with --set demand.func=NAME`,
      });
    return wanted ?? only;
  }
}

const allFiles = 'all';

const empty = (files: string, message: string): UserError =>
  new UserError('logs-empty', `${files}: ${message}`, {
    hint: 'docs/logs.md lists the formats; `aws logs tail` and exports of CloudWatch write a time before each line',
  });

const noted = (number: number, one: string, many: string): string[] =>
  number === 0 ? [] : [counted(number, one, many)];

function arrivalsOf(calls: readonly LoggedCall[], of: string): RecordedArrivals {
  const first = calls[0]?.atMs ?? 0;
  const spanMs = (calls.at(-1)?.atMs ?? 0) - first;
  return {
    source: `${of}, ${counted(calls.length, 'request')} in ${ms(spanMs)}`,
    atMs: Float64Array.from(calls, ({ atMs }) => atMs - first),
    spanMs,
    callMs: Float64Array.from(calls, ({ callMs }) => callMs),
    initMs: Float64Array.from(calls, ({ initMs }) => initMs),
  };
}

function needsOf(all: readonly LoggedCall[], memoryMb: number, functionName: string): CallNeeds {
  const calls = all.filter(({ logged }) => logged.memorySizeMb === memoryMb);
  const cold = calls.filter(({ initMs }) => initMs > 0);
  const used = calls.flatMap(({ logged }) => logged.maxMemoryUsedMb ?? []);
  const source = `${counted(calls.length, 'REPORT line')} of ${functionName}`;
  const ofStarts = `${cold.length} of ${source}`;
  return {
    ...{ source, sources: { initMs: ofStarts, startBilledMs: ofStarts } },
    callMs: { ms: meanOf(calls.map(({ callMs }) => callMs)), memoryMb },
    spread: spreadOf(calls.map(({ callMs }) => callMs)),
    ...optional('initMs', cold.length === 0 ? undefined : meanOf(cold.map(({ initMs }) => initMs))),
    ...restoresOf(cold),
    ...optional(
      'maxMemoryUsedMb',
      used.length === 0 ? undefined : ({ value: used.reduce((a, b) => Math.max(a, b)), basis: 'measured' } as const),
    ),
  };
}

/** An init is billed as a whole, and of a restore the part that its line says. */
function restoresOf(cold: readonly LoggedCall[]): Pick<CallNeeds, 'startBilledMs' | 'paidRestoreShare'> {
  const restores = cold.filter(({ logged }) => logged.restoreMs !== undefined);
  if (restores.length === 0) return {};
  const paid = restores.filter(({ logged }) => !hasFreeRestores(logged.runtime));
  return {
    startBilledMs: meanOf(cold.map(({ logged }) => logged.initMs ?? billedRestoreOf(logged))),
    paidRestoreShare: paid.length / cold.length,
  };
}

/** Where the line does not say it, as before 2023: what is billed beyond the call. */
const billedRestoreOf = ({ billedRestoreMs, billedMs = 0, durationMs }: LoggedInvocation): number =>
  billedRestoreMs ?? Math.max(0, billedMs - billedDurationMs(durationMs));

/** With the 95% interval of a mean of independent values: 1.96 standard errors. */
function meanOf(values: readonly number[]): Figure {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { value: mean, basis: 'measured' };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const half = 1.96 * Math.sqrt(variance / values.length);
  return { value: mean, low: Math.max(0, mean - half), high: mean + half, basis: 'measured' };
}

function spreadOf(values: readonly number[]): CallSpread {
  const { mean, p50 = mean, p90, p99, max } = distributionOf(values);
  if (mean === 0) return { p50: 1 };
  const relative = (value: number | undefined) => (value === undefined ? undefined : value / mean);
  return {
    p50: p50 / mean,
    ...optional('p90', relative(p90)),
    ...optional('p99', relative(p99)),
    ...optional('max', relative(max)),
  };
}

function commonest(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
