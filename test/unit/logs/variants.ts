import type { LogFinding, LoggedInvocation } from '../../../src/logs/log-finding.ts';

/** A text as it is found in the world, and what it tells, worked out by reading it. */
export interface Variant {
  readonly name: string;
  readonly text: string;
  readonly findings: readonly Partial<LogFinding>[];
}

export const id = '5b1f0c9e-7a42-4d0e-9f63-2c8d41e6a705';
export const other = 'c0ffee00-1d2e-4f3a-8b4c-0123456789ab';
const trace = '1-6aa1b2c3-0f1e2d3c4b5a69788796a5b4';
export const report = `REPORT RequestId: ${id}\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 256 MB\tMax Memory Used: 71 MB\t`;
const warm: LoggedInvocation = {
  ...{ requestId: id, durationMs: 12.34, billedMs: 13, memorySizeMb: 256, maxMemoryUsedMb: 71, status: 'success' },
};
/** 2026-11-21T14:03:59.123Z */
const at = Date.UTC(2026, 10, 21, 14, 3, 59, 123);

const call = (more: Partial<LoggedInvocation> = {}): LogFinding => ({
  kind: 'invocation',
  invocation: { ...warm, ...more },
});
const damaged = (reason: string): Partial<LogFinding> => ({ kind: 'damaged', reason });

const record = (metrics: object, more: object = {}) =>
  JSON.stringify({
    time: '2026-11-21T14:03:59.123Z',
    type: 'platform.report',
    record: { requestId: id, status: 'success', metrics, ...more },
  });
const metrics = { durationMs: 12.34, billedDurationMs: 13, memorySizeMB: 256, maxMemoryUsedMB: 71 };

const fields: Variant[] = [
  { name: 'warm', text: `${report}\n`, findings: [call()] },
  { name: 'no line break at the end', text: report, findings: [call()] },
  { name: 'no tab at the end', text: report.trimEnd(), findings: [call()] },
  { name: 'CRLF', text: `${report}\r\n`, findings: [call()] },
  { name: 'cold', text: `${report}Init Duration: 110.10 ms\t\n`, findings: [call({ initMs: 110.1 })] },
  {
    name: 'restored',
    text: `${report}Restore Duration: 398.97 ms\tBilled Restore Duration: 182 ms\t\n`,
    findings: [call({ restoreMs: 398.97, billedRestoreMs: 182 })],
  },
  {
    name: 'restored, before restores were billed',
    text: `${report}Restore Duration: 204.27 ms\n`,
    findings: [call({ restoreMs: 204.27 })],
  },
  { name: 'Status: timeout', text: `${report}Status: timeout\n`, findings: [call({ status: 'timeout' })] },
  { name: 'Status: failure', text: `${report}Status: failure\n`, findings: [call({ status: 'failure' })] },
  {
    name: 'Status: error with its type',
    text: `${report}Status: error\tError Type: Runtime.ExitError\n`,
    findings: [call({ status: 'error', errorType: 'Runtime.ExitError' })],
  },
  {
    name: 'cold, failed and traced: every field at once',
    text: `${report}Init Duration: 7 ms\tStatus: error\tError Type: Runtime.OutOfMemory\tXRAY TraceId: ${trace}\tSegmentId: 1f2e3d4c5b6a7988\tSampled: true\t\n`,
    findings: [call({ initMs: 7, status: 'error', errorType: 'Runtime.OutOfMemory', xrayTraceId: trace })],
  },
  {
    name: 'XRAY on the next line',
    text: `${report}\nXRAY TraceId: ${trace}\tSegmentId: 1f2e3d4c5b6a7988\tSampled: false\t\n`,
    findings: [call({ xrayTraceId: trace })],
  },
  {
    name: 'XRAY behind an empty line and wrapped into three',
    text: `${report}\n\nXRAY TraceId: ${trace}\n  SegmentId: 1f2e3d4c5b6a7988\n  Sampled: true\n`,
    findings: [call({ xrayTraceId: trace })],
  },
  {
    name: 'one field per line, as copied from a console',
    text: `REPORT RequestId: ${id}\nDuration: 12.34 ms\nBilled Duration: 13 ms\nMemory Size: 256 MB\nMax Memory Used: 71 MB\nInit Duration: 4 ms\n`,
    findings: [call({ initMs: 4 })],
  },
  {
    name: 'tabs turned into one space',
    text: `${report.replaceAll('\t', ' ')}Init Duration: 110.10 ms Status: error Error Type: Runtime.ExitError XRAY TraceId: ${trace} SegmentId: 1f Sampled: true`,
    findings: [call({ initMs: 110.1, status: 'error', errorType: 'Runtime.ExitError', xrayTraceId: trace })],
  },
  { name: 'tabs turned into four spaces', text: report.replaceAll('\t', '    '), findings: [call()] },
  {
    name: 'the local emulator: Init first, all memory used, whole numbers',
    text: `REPORT RequestId: ${id}\tInit Duration: 0.13 ms\tDuration: 2932 ms\tBilled Duration: 2932 ms\tMemory Size: 2048 MB\tMax Memory Used: 2048 MB\t\n`,
    findings: [call({ initMs: 0.13, durationMs: 2932, billedMs: 2932, memorySizeMb: 2048, maxMemoryUsedMb: 2048 })],
  },
  {
    name: 'any order',
    text: `REPORT RequestId: ${id}\tMax Memory Used: 71 MB\tBilled Duration: 13 ms\tStatus: timeout\tMemory Size: 256 MB\tDuration: 12.34 ms\n`,
    findings: [call({ status: 'timeout' })],
  },
  {
    name: 'unknown fields between known ones',
    text: `REPORT RequestId: ${id}\tTenant Id: blue\tDuration: 12.34 ms\tExtension Duration: 5.00 ms\tBilled Duration: 13 ms\tNote: Some Words\tMemory Size: 256 MB\tSwap Used: 1 MB\tMax Memory Used: 71 MB\tQueue: 3\t\n`,
    findings: [call()],
  },
];

const surroundings: Variant[] = [
  {
    name: 'aws logs tail: time and stream before each line',
    text: `2026-11-21T14:03:59.123000+00:00 2026/11/21/[$LATEST]0a1b2c3d ${report}\n`,
    findings: [call({ atEpochMs: at })],
  },
  {
    name: 'aws logs tail --format short',
    text: `2026-11-21T14:03:59 ${report}\n`,
    findings: [call({ atEpochMs: at - 123 })],
  },
  {
    name: 'sam logs: stream first, time without a zone, colours',
    text: `\u001b[32m2026/11/21/orders[7]0a1b2c3d\u001b[0m 2026-11-21T14:03:59.123000 ${report}\u001b[0m\n`,
    findings: [call({ atEpochMs: at })],
  },
  { name: 'docker compose', text: `api-1  | ${report}\n`, findings: [call()] },
  {
    name: 'filter-log-events --output text',
    text: `EVENTS\t39179319263511223172950590895374574343871750050733555713\t1795269840000\t2026/11/21/[$LATEST]0a1b\t${report}\n\t1795269839123\n`,
    findings: [call({ atEpochMs: 1795269840000 })],
  },
  {
    name: 'a row of a drawn table',
    text: `| 1795269839123 | ${report.replaceAll('\t', ' ')}Init Duration: 5 ms XRAY TraceId: ${trace} SegmentId: 1f Sampled: true   |\n`,
    findings: [call({ atEpochMs: 1795269839123, initMs: 5, xrayTraceId: trace })],
  },
  {
    name: 'START, END and REPORT glued together',
    text: `START RequestId: ${id} Version: $LATESTEND RequestId: ${id}${report}START RequestId: ${other} Version: 3`,
    findings: [call()],
  },
  {
    name: 'runtime from INIT_START, of the same stream',
    text:
      `2026-11-21T14:03:57Z 2026/11/21/[$LATEST]aa INIT_START Runtime Version: provided:al2023.v9\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:0f\n` +
      `2026-11-21T14:03:58Z 2026/11/21/[$LATEST]bb INIT_START Runtime Version: nodejs:22.v30\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:1f\n` +
      `2026-11-21T14:03:59.123Z 2026/11/21/[$LATEST]aa ${report}\n`,
    findings: [call({ atEpochMs: at, runtime: 'provided:al2023.v9' })],
  },
  {
    name: 'a function that logs the words of the platform',
    text: `2026-11-21T14:03:59.123Z\t${other}\tINFO\t${report}\n[ERROR] ${report}\n{"level":"INFO","message":"${report.replaceAll('\t', '\\t')}"}\n`,
    findings: [],
  },
  {
    name: 'a function that prints a line like a field, right behind its REPORT',
    text: `${report}\nDuration: 99 ms of sleep\nStatus report follows\n`,
    findings: [call()],
  },
];

const failures: Variant[] = [
  {
    name: 'Task timed out, after the REPORT',
    text: `START RequestId: ${id} Version: $LATEST\nEND RequestId: ${id}\n${report}\n2019-05-04T03:02:01.234Z ${id} Task timed out after 3.00 seconds\n\n`,
    findings: [call({ status: 'timeout' })],
  },
  {
    name: 'Task timed out, before the REPORT, with a request of another environment between',
    text: `2024-07-07T08:48:35.401Z ${id} Task timed out after 3.02 seconds\n\n${report.replaceAll(id, other)}\n${report}\n`,
    findings: [call({ requestId: other }), call({ status: 'timeout' })],
  },
  {
    name: 'Task timed out, of a request whose REPORT has a Status as well',
    text: `2026-01-07T08:48:35.401Z ${id} Task timed out after 3.02 seconds\n${report}Status: timeout\n`,
    findings: [call({ status: 'timeout' })],
  },
  {
    name: 'Runtime exited, after the REPORT, with its type on the next line',
    text: `${report}\nRequestId: ${id} Error: Runtime exited with error: signal: killed\nRuntime.ExitError\n`,
    findings: [call({ status: 'error', errorType: 'Runtime.ExitError' })],
  },
  {
    name: 'Runtime exited, before the REPORT, without a type',
    text: `RequestId: ${id} Error: Runtime exited without providing a reason\nEND RequestId: ${id}\n${report}\n`,
    findings: [call({ status: 'error' })],
  },
  {
    name: 'Process exited, the oldest form',
    text: `${report}\n\nRequestId: ${id} Process exited before completing request\n\n`,
    findings: [call({ status: 'error' })],
  },
  {
    name: 'a retry that goes well: the failure is of the first attempt only',
    text: `START RequestId: ${id} Version: 1\n${report}\n2019-05-04T03:02:01.234Z ${id} Task timed out after 3.00 seconds\nSTART RequestId: ${id} Version: 1\n${report}Init Duration: 3 ms\t\n`,
    findings: [call({ status: 'timeout' }), call({ initMs: 3 })],
  },
  {
    name: 'INIT_REPORT of both phases',
    text: 'INIT_REPORT Init Duration: 10007.33 ms\tPhase: init\tStatus: timeout\nINIT_REPORT Init Duration: 4.87 ms Phase: invoke Status: error   Error Type: Runtime.ExitError\n',
    findings: [
      { kind: 'failed-init', durationMs: 10007.33, phase: 'init', status: 'timeout' },
      {
        ...{ kind: 'failed-init', durationMs: 4.87, phase: 'invoke', status: 'error' },
        errorType: 'Runtime.ExitError',
      },
    ],
  },
  {
    name: 'INIT_REPORT of an init that went well (SnapStart)',
    text: 'INIT_REPORT Init Duration: 9908.09 ms\n',
    findings: [],
  },
  {
    name: 'RESTORE_REPORT, well, too late and crashed',
    text: `2026-11-21T14:03:59.123Z RESTORE_REPORT Restore Duration: 398.97 ms\nRESTORE_REPORT Restore Duration: 1236.04 ms\tStatus: timeout\nRESTORE_REPORT Restore Duration: 8 ms\tStatus: error\tError Type: Runtime.ExitError\n`,
    findings: [
      { kind: 'restore', durationMs: 398.97, status: 'success', atEpochMs: at },
      { kind: 'restore', durationMs: 1236.04, status: 'timeout' },
      { kind: 'restore', durationMs: 8, status: 'error', errorType: 'Runtime.ExitError' },
    ],
  },
];

const jsonRecords: Variant[] = [
  { name: 'JSON, warm', text: `${record(metrics)}\n`, findings: [call({ atEpochMs: at })] },
  {
    name: 'JSON, cold, failed, traced, with keys that are not known',
    text: record(
      { ...metrics, initDurationMs: 110.1, swapMB: 3 },
      {
        status: 'error',
        errorType: 'Runtime.ExitError',
        tracing: { type: 'X-Amzn-Trace-Id', value: `Root=${trace};Parent=1f2e;Sampled=1`, spanId: '1f2e' },
        spans: [{ name: 'responseLatency', durationMs: 2 }],
      },
    ),
    findings: [
      call({ atEpochMs: at, initMs: 110.1, status: 'error', errorType: 'Runtime.ExitError', xrayTraceId: trace }),
    ],
  },
  {
    name: 'JSON, restored, after restoreStart',
    text: `{"time":"2026-11-21T14:03:58.000Z","type":"platform.restoreStart","record":{"runtimeVersion":"java:21.v12","functionVersion":"4"}}\n{"time":"2026-11-21T14:03:58.400Z","type":"platform.restoreReport","record":{"status":"success","metrics":{"durationMs":398.97}}}\n${record({ ...metrics, restoreDurationMs: 398.97, billedRestoreDurationMs: 182 })}\n`,
    findings: [
      { kind: 'restore', durationMs: 398.97, status: 'success', atEpochMs: at - 723 },
      call({ atEpochMs: at, restoreMs: 398.97, billedRestoreMs: 182, runtime: 'java:21.v12' }),
    ],
  },
  {
    name: 'JSON of managed instances: a duration and nothing more',
    text: record({ durationMs: 41.5 }),
    findings: [
      { kind: 'invocation', invocation: { requestId: id, durationMs: 41.5, status: 'success', atEpochMs: at } },
    ],
  },
  {
    name: 'JSON, two records without a line break, as a delivery stream stores them',
    text: record(metrics) + record(metrics).replace(id, other),
    findings: [call({ atEpochMs: at }), call({ atEpochMs: at, requestId: other })],
  },
  {
    name: 'JSON over several lines, behind a time of its own line (aws logs tail --format json)',
    text: `2026-11-21T14:03:59.123Z 2026/11/21/[$LATEST]0a1b\n${JSON.stringify(JSON.parse(record(metrics)), null, 4)}\n\n`,
    findings: [call({ atEpochMs: at })],
  },
  {
    name: 'JSON behind time and stream',
    text: `2026-11-21T14:03:59.200000+00:00 2026/11/21/[$LATEST]0a1b ${record(metrics)}\n`,
    findings: [call({ atEpochMs: at })],
  },
  {
    name: 'JSON of inits: one went well, one did not',
    text: `{"time":"2026-11-21T14:03:59.123Z","type":"platform.initReport","record":{"initializationType":"on-demand","phase":"init","status":"success","metrics":{"durationMs":99.5}}}\n{"time":"2026-11-21T14:03:59.123Z","type":"platform.initReport","record":{"initializationType":"on-demand","phase":"invoke","status":"error","errorType":"Runtime.ImportModuleError","metrics":{"durationMs":14.25}}}\n`,
    findings: [
      {
        ...{ kind: 'failed-init', durationMs: 14.25, phase: 'invoke', status: 'error', atEpochMs: at },
        errorType: 'Runtime.ImportModuleError',
      },
    ],
  },
  {
    name: 'a batch of the Telemetry API, without a status',
    text: `[{"time":"2026-11-21T14:03:58Z","type":"function","record":"${report.replaceAll('\t', ' ')}"},{"time":"2026-11-21T14:03:59.123Z","type":"platform.report","record":{"requestId":"${id}","metrics":${JSON.stringify(metrics)}}}]`,
    findings: [call({ atEpochMs: at })],
  },
];

const message = `${report}Init Duration: 7 ms\t\nXRAY TraceId: ${trace}\tSegmentId: 1f\tSampled: true\t\n`;
const full = call({ initMs: 7, xrayTraceId: trace, atEpochMs: at });
const answer = {
  events: [
    {
      logStreamName: '2026/11/21/[$LATEST]0a',
      timestamp: at - 9,
      message: `START RequestId: ${id} Version: $LATEST\n`,
    },
    { logStreamName: '2026/11/21/[$LATEST]0a', timestamp: at, message, ingestionTime: at + 900, eventId: '3917' },
  ],
  searchedLogStreams: [],
};

const envelopes: Variant[] = [
  { name: 'filter-log-events, pretty', text: JSON.stringify(answer, null, 4), findings: [full] },
  { name: 'filter-log-events, compact', text: JSON.stringify(answer), findings: [full] },
  {
    name: 'filter-log-events of a function that logs JSON',
    text: JSON.stringify({ events: [{ timestamp: at + 5, message: record(metrics) }] }),
    findings: [call({ atEpochMs: at })],
  },
  {
    name: "--query 'events[].message'",
    text: JSON.stringify([message], null, 4),
    findings: [call({ initMs: 7, xrayTraceId: trace })],
  },
  {
    name: "--query 'events[].[timestamp,message]'",
    text: JSON.stringify([[at, message]]),
    findings: [full],
  },
  {
    name: 'jq .events[].message: a JSON string per line',
    text: `"START RequestId: ${id}\\n"\n${JSON.stringify(message)}\n`,
    findings: [call({ initMs: 7, xrayTraceId: trace })],
  },
  {
    name: 'a subscription: logEvents',
    text: JSON.stringify({
      messageType: 'DATA_MESSAGE',
      logGroup: '/aws/lambda/f',
      logEvents: [{ id: '1', timestamp: at, message }],
    }),
    findings: [full],
  },
  {
    name: 'YAML of the CLI, where tabs are written out',
    text: `events:\n- message: "${report.replaceAll('\t', '\\t')}\\n"\n  timestamp: 5\n`,
    findings: [call()],
  },
  {
    name: 'export of the console: CSV with line breaks inside of quotes',
    text: `timestamp,message\n${at - 9},"START RequestId: ${id} Version: $LATEST\n"\n${at},"${message}"\n${at},"said ""REPORT"", nothing else"\n`,
    findings: [full],
  },
  {
    name: 'export of the console: CSV of a function that logs JSON, with CRLF and a byte order mark',
    text: `\ufefftimestamp,message\r\n${at},"${record(metrics).replaceAll('"', '""')}"\r\n`,
    findings: [call({ atEpochMs: at })],
  },
  {
    name: 'Logs Insights as CSV',
    text: `@timestamp,@message,@logStream\n2026-11-21 14:03:59.123,"${message}",2026/11/21/[$LATEST]0a\n`,
    findings: [full],
  },
  {
    name: 'Logs Insights: get-query-results',
    text: JSON.stringify({
      results: [
        [
          { field: '@timestamp', value: '2026-11-21 14:03:59.123' },
          { field: '@message', value: message },
          { field: '@ptr', value: 'CmEK' },
        ],
      ],
      statistics: { recordsMatched: 1 },
      status: 'Complete',
    }),
    findings: [full],
  },
  {
    name: 'Logs Insights as JSON, with the fields that it finds and memory in bytes',
    text: JSON.stringify([
      {
        '@timestamp': '2026-11-21 14:03:59.123',
        ...{ '@requestId': id, '@type': 'REPORT', '@duration': '12.34', '@billedDuration': '13.0' },
        ...{ '@memorySize': '2.56E8', '@maxMemoryUsed': '7.1E7', '@initDuration': '' },
      },
      { '@timestamp': '2026-11-21 14:03:58.000', '@requestId': id, '@type': 'START', '@duration': '' },
    ]),
    findings: [call({ atEpochMs: at })],
  },
];

const cut = (length: number) => report.slice(0, length);
const damage: Variant[] = [
  { name: 'cut behind the request id', text: cut(54), findings: [damaged('it has no "Duration"')] },
  { name: 'cut within the request id', text: 'REPORT RequestId: 5b1f', findings: [damaged('it has no "Duration"')] },
  { name: 'cut before the request id', text: 'REPORT RequestId:', findings: [damaged('it has no request id')] },
  { name: 'cut within the first words', text: 'REPORT Reque', findings: [damaged('it has no request id')] },
  {
    name: 'cut within a number',
    text: report.slice(0, report.indexOf('3 ms\tMemory')),
    findings: [damaged('"Billed Duration" is no number of ms')],
  },
  {
    name: 'cut within a name',
    text: report.slice(0, report.indexOf('mory Used')),
    findings: [damaged('it ends within "Max Memory Used"')],
  },
  {
    name: 'cut within the last unit',
    text: `${report}Init Duration: 110.10 m`,
    findings: [damaged('"Init Duration" is no number of ms')],
  },
  {
    name: 'cut within a Status',
    text: `${report}Status: time`,
    findings: [damaged('its status is none that is known')],
  },
  {
    name: 'two durations',
    text: `${report}Duration: 13.00 ms\n`,
    findings: [damaged('it has two values of "Duration"')],
  },
  {
    name: 'a number with a comma, a unit that is another, a negative one',
    text: `${report.replace('12.34', '12,34')}\n${report.replace('12.34 ms', '12.34 s')}\n${report.replace('12.34', '-12.34')}\n`,
    findings: Array.from({ length: 3 }, () => damaged('"Duration" is no number of ms')),
  },
  {
    name: 'INIT_REPORT cut short',
    text: 'INIT_REPORT Init Duration: 100',
    findings: [damaged('"Init Duration" is no number of ms')],
  },
  { name: 'JSON cut short', text: record(metrics).slice(0, -20), findings: [damaged('it is no whole JSON')] },
  {
    name: 'JSON without metrics, with a duration in words, without a request',
    text: `${record(metrics).replace('"metrics"', '"meters"')}\n${record({ ...metrics, durationMs: 'long' })}\n${record(metrics).replace(id, '')}\n`,
    findings: [damaged('it has no metrics'), damaged('"durationMs" is no number'), damaged('it has no request id')],
  },
  {
    name: 'an answer of CloudWatch Logs cut short within an event: the events before are whole',
    text: JSON.stringify({ events: [answer.events[1], answer.events[1]] }).slice(0, -150),
    findings: [damaged('it ends within "Init Duration"'), full],
  },
  { name: 'no log at all', text: 'hello\n\n{"a": [1, {"b": null}]}\n[not json\n', findings: [] },
  { name: 'nothing', text: '', findings: [] },
];

export const variants: readonly Variant[] = [
  ...[...fields, ...surroundings, ...failures],
  ...[...jsonRecords, ...envelopes, ...damage],
];
