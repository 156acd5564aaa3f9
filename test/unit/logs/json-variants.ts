import { at, call, id, metrics, other, record, report, trace, type Variant } from './variant.ts';

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
    name: 'JSON over several lines, behind other JSON that was cut short',
    text: `{ "level": "INFO",\n${JSON.stringify(JSON.parse(record(metrics)), null, 2)}\n`,
    findings: [call({ atEpochMs: at })],
  },
  {
    name: 'JSON behind time and stream',
    text: `2026-11-21T14:03:59.200000+00:00 2026/11/21/[$LATEST]0a1b ${record(metrics)}\n`,
    findings: [call({ atEpochMs: at, stream: '2026/11/21/[$LATEST]0a1b' })],
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
const whole = { initMs: 7, xrayTraceId: trace, atEpochMs: at };
const full = call(whole);
/** From an envelope that names the log stream. */
export const inStream = call({ ...whole, stream: '2026/11/21/[$LATEST]0a' });
export const answer = {
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
  { name: 'filter-log-events, pretty', text: JSON.stringify(answer, null, 4), findings: [inStream] },
  { name: 'filter-log-events, compact', text: JSON.stringify(answer), findings: [inStream] },
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
    findings: [inStream],
  },
  {
    name: 'Logs Insights over several log groups',
    text: `@timestamp,@message,@log,@logStream\n2026-11-21 14:03:59.123,"${message}",123456789012:/aws/lambda/orders,2026/11/21/[$LATEST]0a\n`,
    findings: [call({ ...whole, stream: '2026/11/21/[$LATEST]0a', functionName: 'orders' })],
  },
  {
    name: 'telemetry of the embedded Lambda',
    text: `${record(metrics, { rollcall: { environmentId: 'e-1' } })}\n`,
    findings: [call({ atEpochMs: at, stream: 'e-1' })],
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

export const jsonVariants: readonly Variant[] = [...jsonRecords, ...envelopes];
