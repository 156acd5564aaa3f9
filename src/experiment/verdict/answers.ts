import { phaseModules } from '../../load/phase-modules.ts';
import { maxInstanceIdBytes } from '../../model/identity.ts';
import type { TargetResult } from '../../model/run-result.ts';
import { found, type Reason } from './reason.ts';

/** Who answered, and how many. */
export const answerReasons = (target: TargetResult): Reason[] =>
  found([
    unansweredReason(target),
    unidentifiedReason(target),
    idTooLongReason(target),
    bodyTooLongReason(target),
    silentEnvironmentsReason(target),
    failedInitsReason(target),
    contentionReason(target),
    reportsReason(target),
    unseenEndsReason(target),
  ]);

/** More than this share of the requests without an answer, throttles aside: the latencies are of a selection. */
const highestUnansweredShare = 0.01;

function unansweredReason(target: TargetResult): Reason | undefined {
  const { name, kind, requests } = target;
  const { sent, answered, timedOut, failed, throttled } = requests;
  if (sent === 0) return nothingSentReason(target);
  if (answered > 0 && timedOut + failed <= highestUnansweredShare * sent) return undefined;
  const log = kind === 'local-lambda' ? `see ${name}.log, and ` : '';
  return {
    code: answered === 0 ? 'nothing-answered' : 'unanswered',
    weight: answered === 0 ? 'INVALID' : 'SUSPECT',
    target: name,
    message: `${answered === 0 ? 'none' : `${answered}`} of ${sent} requests at ${name} ${answered === 1 ? 'was' : 'were'} answered: ${failuresInWords(requests)}${saying(requests)}`,
    advice: `${log}${ifMeant(requests)}look at \`error\` and \`status\` in samples.ndjson; latencies are of what was answered${throttled > 0 ? ', and throttles are in `requests.throttled`' : ''}`,
  };
}

/** A target that was to be loaded, and was not. */
function nothingSentReason({ name, status, phases }: TargetResult): Reason | undefined {
  if (status !== 'complete' || phases.every(({ kind }) => phaseModules[kind].shape === 'idle')) return undefined;
  return {
    code: 'nothing-sent',
    weight: 'INVALID',
    target: name,
    message: `nothing was sent to ${name}`,
    advice: 'look at its phases in the scenario, and at `maxRequests`: nothing can be compared with it',
  };
}

const saying = ({ commonFailure }: TargetResult['requests']): string =>
  commonFailure === undefined ? '' : ` (${commonFailure.count} of them: ${commonFailure.message})`;

/** A redirect, a 304 or a 404 may be what the load asks for; a server error hardly is. */
function ifMeant({ commonFailure }: TargetResult['requests']): string {
  const status = /^status ([234]\d\d)$/.exec(commonFailure?.message ?? '')?.[1];
  return status === undefined
    ? ''
    : `if ${status} is the answer that you ask for, say so with \`expect: { status: ${status} }\` at the request or the target; `;
}

const failuresInWords = ({ throttled, timedOut, failures }: TargetResult['requests']): string =>
  Object.entries({
    throttled,
    'timed out': timedOut,
    refused: failures.refused,
    unreachable: failures.unreachable,
    reset: failures.reset,
    malformed: failures.malformed,
    'with an unexpected status': failures.httpError,
    interrupted: failures.interrupted,
  })
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${count} ${word}`)
    .join(', ');

function unidentifiedReason({ name, requests }: TargetResult): Reason | undefined {
  const unsaid = requests.unidentified - (requests.idTooLong ?? 0) - (requests.bodyTooLong ?? 0);
  if (unsaid === 0) return undefined;
  return {
    code: 'unidentified',
    weight: 'SUSPECT',
    target: name,
    message: `${unsaid} of ${requests.answered} answers of ${name} did not say which instance gave them`,
    advice:
      'environments are counted from the others; wrap the handler with `rollcall/lambda` or `rollcall/node` (docs/tagging.md), or check `identity` against an answer',
  };
}

function idTooLongReason({ name, requests: { idTooLong = 0 } }: TargetResult): Reason | undefined {
  if (idTooLong === 0) return undefined;
  return {
    code: 'instance-id-too-long',
    weight: 'SUSPECT',
    target: name,
    message: `${idTooLong === 1 ? '1 answer' : `${idTooLong} answers`} of ${name} gave an instance id of more than ${maxInstanceIdBytes} bytes, which is refused: a shortened id could stand for two instances`,
    advice:
      'environments are counted from the others; have instances name themselves by a UUID, or point `identity` at a shorter field',
  };
}

function bodyTooLongReason({ name, requests: { bodyTooLong = 0 } }: TargetResult): Reason | undefined {
  if (bodyTooLong === 0) return undefined;
  return {
    code: 'body-too-long',
    weight: 'SUSPECT',
    target: name,
    message: `${bodyTooLong === 1 ? '1 answer' : `${bodyTooLong} answers`} of ${name} had a body of more than \`keptBodyBytes\`, and what was kept of it names no instance`,
    advice:
      'environments are counted from the others; raise `keptBodyBytes` above the length of an answer, or have instances name themselves in a header (`identity: { from: headers }`)',
  };
}

const hasUnanswered = ({ requests: { timedOut, failed } }: TargetResult): boolean => timedOut + failed > 0;

/** The platform had more environments than answers came from. Idle ones that nobody asked, such as provisioned ones, are no doubt. */
function silentEnvironmentsReason(target: TargetResult): Reason | undefined {
  const { name, environments } = target;
  const { distinct, peakAlive, peakAliveSource } = environments;
  if (!hasUnanswered(target) || peakAliveSource !== 'telemetry' || peakAlive <= distinct) return undefined;
  return {
    code: 'silent-environments',
    weight: 'SUSPECT',
    target: name,
    message: `${peakAlive} environments of ${name} were alive at once, and answers came from ${distinct}`,
    advice:
      '`environments.distinct` and the multipliers are of those that answered, and too low: `environments.peakAlive` has them all; give `timeoutMs` more, or send a smaller load',
  };
}

/** A call whose init failed pays for a second one: its latency, its Duration and its bill are of both. */
function failedInitsReason({ name, environments: { failedInits } }: TargetResult): Reason | undefined {
  const { timedOut = 0, failed = 0 } = failedInits ?? {};
  if (timedOut + failed === 0) return undefined;
  const parts = [timedOut > 0 ? `${timedOut} timed out` : '', failed > 0 ? `${failed} failed` : ''];
  const inits = timedOut + failed === 1 ? '1 initialization' : `${timedOut + failed} initializations`;
  return {
    code: 'failed-inits',
    weight: 'SUSPECT',
    target: name,
    message: `${inits} at ${name} did not succeed: ${parts.filter((part) => part !== '').join(', ')}`,
    advice: `see ${name}.log; Lambda repeats a failed init within the call, whose latency and billed duration then hold both; ${timedOut > 0 ? 'give init less to do, or a longer `initTimeoutMs` if this machine is slower than Lambda' : 'mend what init throws'}`,
  };
}

/** Requests that reached somebody, whose end the client did not see: given up, broken off, stopped. */
export const mayHaveRun = ({ timedOut, failures }: TargetResult['requests']): number =>
  timedOut + failures.reset + failures.interrupted;

function unseenEndsReason({ name, deployed, requests }: TargetResult): Reason | undefined {
  const unseen = mayHaveRun(requests);
  if (deployed === undefined || unseen === 0) return undefined;
  return {
    code: 'bill-incomplete',
    weight: 'SUSPECT',
    target: name,
    message: `${unseen} requests at ${name} ended without an answer: they may have been executed and paid for, and are in no bill`,
    advice: 'give `timeoutMs` more than the timeout of the function; its log tells of them: `rollcall logs FILE`',
  };
}

function reportsReason({ name, deployed }: TargetResult): Reason | undefined {
  if (deployed === undefined || deployed.reports.missing === 0) return undefined;
  const { missing, joined, trouble } = deployed.reports;
  return {
    code: 'reports-missing',
    weight: 'SUSPECT',
    target: name,
    message: `${missing} of ${missing + joined} executed requests of ${name} have no REPORT line${trouble === undefined ? '' : `: ${trouble}`}`,
    advice:
      joined === 0
        ? 'billed time and cost are estimates from what the handlers told'
        : 'billed time and cost are of the others; fetch the log later and use `rollcall logs FILE --run DIR`',
  };
}

/** Above this share of billed time spent in the run queue, latencies, bill and cost are those of this machine. */
const highestQueueShare = 0.25;

function contentionReason(target: TargetResult): Reason | undefined {
  const { name, billing, utilization } = target;
  const queuedMs = utilization?.cpuQueueMs;
  if (billing === undefined || queuedMs === undefined || queuedMs <= highestQueueShare * billing.billedMs)
    return undefined;
  return {
    code: 'cpu-contention',
    weight: 'SUSPECT',
    target: name,
    message: `environments of ${name} queued for the CPUs of this machine for ${Math.round((100 * queuedMs) / billing.billedMs)} % of billed time`,
    advice: `${hasUnanswered(target) ? '' : 'counts and memory hold; '}latencies, bill and cost are of this machine: use smaller bursts, less CPU, or more cores`,
  };
}
