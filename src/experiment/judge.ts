import type { TargetResult, Verdict } from '../model/run-result.ts';
import { hostReasons } from './judge-host.ts';
import type { Reason } from './reason.ts';

/** Whether the run may be believed, and why not. The sentence is the finding, not the judgement. */
export function judge(targets: readonly TargetResult[], interrupted: boolean): Omit<Verdict, 'sentence'> {
  const reasons = [...(interrupted ? [interruptedReason] : []), ...targets.flatMap(doubtsAbout)];
  const status = (['INVALID', 'SUSPECT'] as const).find((weight) => reasons.some((reason) => reason.weight === weight));
  return { status: status ?? 'VALID', reasons: reasons.map(({ weight: _, ...reason }) => reason) };
}

/** A burst whose sends took longer than this share of the median service time was no burst at one instant. */
const widestSpreadShare = 0.1;
/** An event loop that was late by more than this share of the median service time stamped that late, too. */
const highestDelayShare = 0.1;

const interruptedReason: Reason = {
  code: 'interrupted',
  weight: 'SUSPECT',
  message: 'the run was interrupted; the figures are of what had been measured by then',
  advice: 'run the scenario again to its end before quoting a figure',
};

function doubtsAbout(target: TargetResult): Reason[] {
  if (target.status === 'failed') return [failedReason(target)];
  return [
    unansweredReason(target),
    unidentifiedReason(target),
    spreadReason(target),
    delayReason(target),
    contentionReason(target),
    lagReason(target),
    ...hostReasons(target),
  ].filter((reason) => reason !== undefined);
}

const failedReason = (target: TargetResult): Reason => ({
  code: 'target-failed',
  weight: 'INVALID',
  target: target.name,
  message: target.error ?? `target ${target.name} failed`,
  advice: 'mend the target and run the scenario again: nothing can be compared with it',
});

/** More than this share of the requests without an answer, throttles aside: the latencies are of a selection. */
const highestUnansweredShare = 0.01;

function unansweredReason({ name, kind, requests }: TargetResult): Reason | undefined {
  const { sent, answered, timedOut, failed, throttled } = requests;
  if (sent === 0 || (answered > 0 && timedOut + failed <= highestUnansweredShare * sent)) return undefined;
  const log = kind === 'local-lambda' ? `see ${name}.log, and ` : '';
  return {
    code: answered === 0 ? 'nothing-answered' : 'unanswered',
    weight: answered === 0 ? 'INVALID' : 'SUSPECT',
    target: name,
    message: `${answered === 0 ? 'none' : `${answered}`} of ${sent} requests at ${name} ${answered === 1 ? 'was' : 'were'} answered: ${failuresInWords(requests)}`,
    advice: `${log}look at \`error\` and \`status\` in samples.ndjson; latencies are of what was answered${throttled > 0 ? ', and throttles are in `requests.throttled`' : ''}`,
  };
}

const failuresInWords = ({ throttled, timedOut, failures }: TargetResult['requests']): string =>
  Object.entries({
    throttled,
    'timed out': timedOut,
    refused: failures.refused,
    unreachable: failures.unreachable,
    reset: failures.reset,
    malformed: failures.malformed,
    'with another status': failures.httpError,
    interrupted: failures.interrupted,
  })
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${count} ${word}`)
    .join(', ');

function unidentifiedReason({ name, requests }: TargetResult): Reason | undefined {
  if (requests.unidentified === 0) return undefined;
  return {
    code: 'unidentified',
    weight: 'SUSPECT',
    target: name,
    message: `${requests.unidentified} of ${requests.answered} answers of ${name} did not say which instance gave them`,
    advice: 'environments are counted from the others; check `identity` in the scenario against an answer',
  };
}

function spreadReason({ name, client, latencyMs }: TargetResult): Reason | undefined {
  const typicalMs = latencyMs.serviceTime.all?.p50;
  const spreadMs = client.sendSpreadMs;
  if (typicalMs === undefined || spreadMs === undefined || spreadMs <= widestSpreadShare * typicalMs) return undefined;
  return {
    code: 'wide-burst',
    weight: 'SUSPECT',
    target: name,
    message: `a burst at ${name} took ${spreadMs.toFixed(1)} ms to send, beside a median latency of ${typicalMs.toFixed(1)} ms`,
    advice: 'use smaller bursts, longer calls, or a faster or quieter machine for the generator',
  };
}

function delayReason({ name, client, latencyMs }: TargetResult): Reason | undefined {
  const typicalMs = latencyMs.serviceTime.all?.p50;
  const delayMs = client.eventLoopDelayMs?.p99;
  if (typicalMs === undefined || delayMs === undefined || delayMs <= highestDelayShare * typicalMs) return undefined;
  return {
    code: 'late-event-loop',
    weight: 'SUSPECT',
    target: name,
    message: `the generator's event loop was late by ${delayMs.toFixed(1)} ms (p99) while it loaded ${name}`,
    advice: 'close other programs on this machine, or run the generator on another one',
  };
}

/** Above this share of billed time spent in the run queue, latencies, bill and cost are those of this machine. */
const highestQueueShare = 0.25;

function contentionReason({ name, billing, utilization }: TargetResult): Reason | undefined {
  const queuedMs = utilization?.cpuQueueMs;
  if (billing === undefined || queuedMs === undefined || queuedMs <= highestQueueShare * billing.billedMs)
    return undefined;
  return {
    code: 'cpu-contention',
    weight: 'SUSPECT',
    target: name,
    message: `environments of ${name} queued for the CPUs of this machine for ${Math.round((100 * queuedMs) / billing.billedMs)} % of billed time`,
    advice:
      'counts and memory hold; latencies, bill and cost are of this machine: use smaller bursts, less CPU, or more cores',
  };
}

/** The kinds of phase that promise to send at an instant, one request at a time. */
const openKinds = ['constantRate', 'rampingRate', 'poisson', 'trace'];
/** Below this a lag is that of any event loop. */
const leastLagMs = 1;

function lagReason({ name, phases, client, latencyMs }: TargetResult): Reason | undefined {
  const lagMs = client.sendLagMs?.p99;
  const typicalMs = latencyMs.serviceTime.all?.p50;
  if (lagMs === undefined || typicalMs === undefined || !phases.some(({ kind }) => openKinds.includes(kind)))
    return undefined;
  if (lagMs <= Math.max(leastLagMs, highestDelayShare * typicalMs)) return undefined;
  return {
    code: 'late-sends',
    weight: 'SUSPECT',
    target: name,
    message: `requests at ${name} were sent ${lagMs.toFixed(1)} ms late (p99), beside a median latency of ${typicalMs.toFixed(1)} ms`,
    advice:
      'quote response times, which count from the intended send; ask a lower rate, or use a faster or quieter machine',
  };
}
