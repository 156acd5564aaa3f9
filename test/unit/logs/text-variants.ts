import { at, call, id, other, report, trace, type Variant } from './variant.ts';

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
    findings: [call({ atEpochMs: at, stream: '2026/11/21/[$LATEST]0a1b2c3d' })],
  },
  {
    name: 'aws logs tail --format short',
    text: `2026-11-21T14:03:59 ${report}\n`,
    findings: [call({ atEpochMs: at - 123 })],
  },
  {
    name: 'sam logs: stream first, time without a zone, colours',
    text: `\u001b[32m2026/11/21/orders[7]0a1b2c3d\u001b[0m 2026-11-21T14:03:59.123000 ${report}\u001b[0m\n`,
    findings: [call({ atEpochMs: at, stream: '2026/11/21/orders[7]0a1b2c3d', functionName: 'orders' })],
  },
  { name: 'docker compose', text: `api-1  | ${report}\n`, findings: [call()] },
  {
    name: 'filter-log-events --output text',
    text: `EVENTS\t39179319263511223172950590895374574343871750050733555713\t1795269840000\t2026/11/21/[$LATEST]0a1b\t${report}\n\t1795269839123\n`,
    findings: [call({ atEpochMs: 1795269840000, stream: '2026/11/21/[$LATEST]0a1b' })],
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
    findings: [
      { kind: 'region', region: 'eu-west-1' },
      call({ atEpochMs: at, runtime: 'provided:al2023.v9', stream: '2026/11/21/[$LATEST]aa' }),
    ],
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
    name: 'a timeout told between START and REPORT of the second attempt is of the second',
    text: `${report}\nSTART RequestId: ${id} Version: 1\n2024-05-04T03:02:01.234Z ${id} Task timed out after 3.00 seconds\n${report}Init Duration: 3 ms\t\n`,
    findings: [call(), call({ initMs: 3, status: 'timeout' })],
  },
  {
    name: 'a timeout whose REPORT is missing is not of the next attempt',
    text: `2024-05-04T03:02:01.234Z ${id} Task timed out after 3.00 seconds\nSTART RequestId: ${id} Version: 1\n${report}\n`,
    findings: [call()],
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

export const textVariants: readonly Variant[] = [...fields, ...surroundings, ...failures];
