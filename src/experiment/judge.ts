import type { TargetResult, Verdict } from '../model/run-result.ts';

type Reason = Verdict['reasons'][number] & { readonly weight: 'SUSPECT' | 'INVALID' };

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
  return [unidentifiedReason(target), spreadReason(target), delayReason(target)].filter(
    (reason) => reason !== undefined,
  );
}

const failedReason = (target: TargetResult): Reason => ({
  code: 'target-failed',
  weight: 'INVALID',
  target: target.name,
  message: target.error ?? `target ${target.name} failed`,
  advice: 'mend the target and run the scenario again: nothing can be compared with it',
});

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
