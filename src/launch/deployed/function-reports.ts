import { constants } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { type AwsAccess, logsClient } from '../../aws/access.ts';
import { invocationOfLog, type LoggedInvocation } from '../../logs/log-finding.ts';
import { LogReader } from '../../logs/log-reader.ts';
import { UserError } from '../../model/errors.ts';
import { optional } from '../../model/optional.ts';
import type { AwsFunction } from '../../model/platform/deployed.ts';
import type { Invocation } from '../../model/platform/invocation.ts';
import type { FiredLoad, FiredRequest, PlatformAccount } from '../running-target.ts';
import { fetchReports } from './cloudwatch-reports.ts';

export interface FunctionReportsOptions {
  readonly logFile: string;
  redact(text: string): string;
  readonly access: AwsAccess;
  readonly function: AwsFunction;
  /** What CloudWatch Logs is asked for: lines that did not come with the responses, or only the streams of requests that no response identifies. */
  readonly asksLogs: 'lines' | 'streams' | 'nothing';
  /** Why it is not asked, although it was wanted. */
  readonly trouble?: string;
}

const appending = constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | constants.O_NOFOLLOW;

/** CloudWatch Logs shows a line some seconds after it was written. */
const deadlineMs = 60_000;

/** The REPORT lines of a deployed function, joined to the requests of one load by their ids. */
export class FunctionReports {
  private readonly options: FunctionReportsOptions;
  private readonly logged = new Map<string, LoggedInvocation>();
  private unwritten: string[] = [];

  constructor(options: FunctionReportsOptions) {
    this.options = options;
  }

  /** The end of a log that came with an answer, or a log event: on its own, as the events around it are of other environments. */
  take(text: string, stream?: string): void {
    let isNew = false;
    const reader = new LogReader((finding) => {
      if (finding.kind !== 'invocation') return;
      const { requestId } = finding.invocation;
      isNew ||= !this.logged.has(requestId);
      this.logged.set(requestId, finding.invocation);
    });
    reader.event(text, optional('stream', stream));
    reader.end();
    // A line that came with a response comes again with the name of its stream.
    if (stream === undefined || isNew) this.unwritten.push(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** Without permission to read the log its lines are missing; the load is not lost for it. */
  async account(load: FiredLoad): Promise<PlatformAccount> {
    const trouble = (await this.fetch(load).catch(expectedTrouble)) ?? this.options.trouble;
    const { logFile, redact } = this.options;
    const logIncomplete = await appendFile(logFile, redact(this.unwritten.join('')), { flag: appending }).then(
      () => undefined,
      (error: Error) => `it could not be written: ${error.message}`,
    );
    this.unwritten = [];
    const invocations = [...load.requests].flatMap(([requestId, fired]) => this.invocationOf(requestId, fired) ?? []);
    const missing = load.requests.size - invocations.length;
    return {
      ...{ invocations, environmentEvents: [], missing },
      ...optional('trouble', trouble),
      ...optional('logIncomplete', logIncomplete),
    };
  }

  private async fetch({ requests, fromEpochMs, toEpochMs, signal }: FiredLoad): Promise<undefined> {
    const { access, function: deployed } = this.options;
    const wanted = this.wanted(requests);
    if (wanted.size === 0) return undefined;
    const client = await logsClient(access, { region: deployed.region });
    await fetchReports({
      client,
      logGroup: deployed.logGroup ?? `/aws/lambda/${bareName(deployed.functionName)}`,
      region: deployed.region,
      ...{ wanted, deadlineMs, signal, ...onBothClocks(fromEpochMs, toEpochMs) },
      take: (text, stream) => this.take(text, stream),
    }).finally(() => client.destroy());
    return undefined;
  }

  private wanted(requests: FiredLoad['requests']): Set<string> {
    const { asksLogs } = this.options;
    if (asksLogs === 'nothing') return new Set();
    const isUnidentified = [...requests.values()].every(({ instanceId }) => instanceId === undefined);
    const isKnown = (requestId: string) => {
      const logged = this.logged.get(requestId);
      return isUnidentified ? logged?.stream !== undefined : logged !== undefined || asksLogs === 'streams';
    };
    return new Set([...requests.keys()].filter((requestId) => !isKnown(requestId)));
  }

  private invocationOf(requestId: string, fired: FiredRequest): Invocation | undefined {
    const logged = this.logged.get(requestId);
    const invocation = logged && invocationOfLog(logged);
    return (
      invocation && {
        ...invocation,
        sentAtEpochMs: fired.sentAtEpochMs,
        ...optional('environmentId', fired.instanceId ?? logged.stream),
        ...(fired.cpuMs !== undefined && { cpuMs: fired.cpuMs, cpuSource: 'handler' as const }),
      }
    );
  }
}

/** The instants of a run do not follow a step of the wall clock, and AWS's clock does not follow ours: the window has both. */
function onBothClocks(fromEpochMs: number, toEpochMs: number) {
  const steppedMs = Date.now() - performance.timeOrigin - performance.now();
  return { fromEpochMs: fromEpochMs + Math.min(0, steppedMs), toEpochMs: toEpochMs + Math.max(0, steppedMs) };
}

function expectedTrouble(error: unknown): string {
  if (error instanceof UserError) return error.message;
  throw error;
}

/** `arn:aws:lambda:REGION:ACCOUNT:function:NAME` and `NAME:QUALIFIER` have their log group by the name alone. */
const bareName = (functionName: string): string =>
  /(?:^|:function:)([A-Za-z0-9_-]+)/.exec(functionName)?.[1] ?? functionName;
