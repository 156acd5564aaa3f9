import { maxInstanceIdBytes } from '../../model/identity.ts';
import type { NotMeasured } from '../../model/run-result.ts';
import type { VerdictCode } from '../../model/schema/verdict.ts';
import { count, counted, ms, percent, perSecond } from '../../text/format.ts';
import { fewestSamples, standardPercentiles } from '../../text/percentiles.ts';
import { environmentReasonKinds } from './environment-reasons.ts';
import { limit } from './limits.ts';
import { type AboutTarget, type Of, type ReasonKind, reason } from './reason-kind.ts';
import { outcomes, type Unanswered, unansweredAdvice } from './unanswered-text.ts';
import { workerReasonKinds } from './workers/worker-reasons.ts';

const needs = standardPercentiles
  .map(({ key, percent }, index) => `${key}${index === 0 ? ' needs' : ''} ${count(fewestSamples(percent))}`)
  .join(', ');
const overMedian = `above ${percent(limit.smallShare)} of the median service time`;
const acceptQueueAdvice =
  'raise net.core.somaxconn and the listen backlog of the target, or open fewer connections at once';
const countedFromOthers = 'environments are counted from the other answers';

/** Everything that is said about a doubt. The judges in this folder decide which code applies, and pass the facts. */
export const reasonKinds = {
  'target-failed': reason<AboutTarget & { readonly message: string }>({
    when: { INVALID: 'a target never became ready, or ended during the load' },
    message: ({ message }) => message,
    advice: 'fix the target and run the scenario again: nothing can be compared with it',
  }),
  interrupted: reason<object>({
    when: { SUSPECT: 'the run was stopped before its end, or could not write its samples' },
    message: () => 'the run was interrupted; its figures cover only what was measured before',
    advice: 'run the scenario to its end before you quote a figure',
  }),
  aborted: reason<{ readonly message: string }>({
    when: { SUSPECT: 'a condition of `abortOn` ended the run early' },
    message: ({ message }) => `the run was ended early: ${message}`,
    advice:
      'its figures cover only what was measured before; look at the target, or change `abortOn` if this is what you want to measure',
  }),
  'nothing-answered': reason<Unanswered>({
    when: { INVALID: 'a target answered none of its requests (`expect.status` defines what counts as answered)' },
    message: (facts) => `none ${outcomes(facts)}`,
    advice: unansweredAdvice,
  }),
  'nothing-sent': reason<AboutTarget>({
    when: { INVALID: 'no request was sent to a target that has a load' },
    message: ({ target }) => `no request was sent to ${target}`,
    advice: 'check its phases in the scenario, and `maxRequests`: nothing can be compared with it',
  }),
  unanswered: reason<Unanswered>({
    when: {
      SUSPECT: `more than ${percent(limit.highestUnansweredShare)} of the requests timed out or failed (throttles do not count): means and counts describe a selection`,
      INVALID:
        'more than `maxUnansweredShare` of the requests (5% by default, throttles included) have no answer of an expected status, and no threshold asks about these outcomes',
    },
    message: (facts) => `${count(facts.requests.answered)} ${outcomes(facts)}`,
    advice: unansweredAdvice,
  }),
  unidentified: reason<Of<'answers' | 'answered'>>({
    when: { SUSPECT: 'some answers did not identify their instance, and others did: the counts may be too low' },
    message: ({ target, answers, answered }) =>
      `${count(answers)} of ${counted(answered, 'answer')} of ${target} did not identify their instance`,
    advice: `${countedFromOthers}; wrap the handler with \`rollcall-tag/lambda\` or \`rollcall-tag/node\` (docs/tagging.md), or check \`identity\` against an answer`,
  }),
  'instance-id-too-long': reason<Of<'answers'>>({
    when: {
      SUSPECT: `answers had an instance id of more than ${count(maxInstanceIdBytes)} bytes: it is rejected, because a shortened id could belong to two instances`,
    },
    message: ({ target, answers }) =>
      `${counted(answers, 'answer')} of ${target} had an instance id of more than ${count(maxInstanceIdBytes)} bytes, which is rejected: a shortened id could belong to two instances`,
    advice: `${countedFromOthers}; use a UUID as the instance id, or point \`identity\` at a shorter field`,
  }),
  'body-too-long': reason<Of<'answers'>>({
    when: { SUSPECT: 'answers were longer than `keptBodyBytes`, and the part that was kept has no instance id' },
    message: ({ target, answers }) =>
      `${counted(answers, 'answer')} of ${target} had a body of more than \`keptBodyBytes\`, and the part that was kept has no instance id`,
    advice: `${countedFromOthers}; raise \`keptBodyBytes\` above the length of an answer, or send the instance id in a header (\`identity: { from: headers }\`)`,
  }),
  'reports-missing': reason<Of<'missing' | 'joined'> & { readonly trouble?: string | undefined }>({
    when: {
      SUSPECT:
        'requests were executed by a deployed function but have no REPORT line: billed time and cost cover the others, or are estimates',
    },
    message: ({ target, missing, joined, trouble }) =>
      `${count(missing)} of ${counted(missing + joined, 'executed request')} of ${target} ${missing === 1 ? 'has' : 'have'} no REPORT line${trouble === undefined ? '' : `: ${trouble}`}`,
    advice: ({ joined }) =>
      joined === 0
        ? 'billed time and cost are estimates from the times that the handlers reported'
        : 'billed time and cost cover the others; fetch the log later and use `rollcall logs FILE --run DIR`',
  }),
  'bill-incomplete': reason<Of<'unseen'>>({
    when: {
      SUSPECT:
        'requests to a deployed function timed out, were reset or were interrupted: they may have been executed and billed, and no bill here includes them',
    },
    message: ({ target, unseen }) =>
      `${counted(unseen, 'request')} to ${target} ended without an answer: they may have been executed and billed, and no bill here includes them`,
    advice: 'set `timeoutMs` above the timeout of the function; its log has these requests: `rollcall logs FILE`',
  }),
  'silent-environments': reason<Of<'peakAlive' | 'distinct'>>({
    when: {
      SUSPECT:
        'requests were not answered, and more environments were alive at once than answered: counts and multipliers are too low',
    },
    message: ({ target, peakAlive, distinct }) =>
      `${counted(peakAlive, 'environment')} of ${target} were alive at once, but only ${count(distinct)} answered`,
    advice:
      '`environments.distinct` and the multipliers count only those that answered and are too low; `environments.peakAlive` counts all: raise `timeoutMs`, or send a smaller load',
  }),
  ...environmentReasonKinds,
  'wide-burst': reason<Of<'spreadMs' | 'medianMs'>>({
    when: { SUSPECT: `the time between the first and the last send of a burst is ${overMedian}` },
    message: ({ target, spreadMs, medianMs }) =>
      `a burst to ${target} took ${ms(spreadMs)} to send; the median latency is ${ms(medianMs)}`,
    advice: 'use smaller bursts, longer calls, or a faster or quieter machine for the generator',
  }),
  'late-sends': reason<Of<'lagMs' | 'medianMs'> & { readonly phase: string }>({
    when: { SUSPECT: `in an open load, p99 of the send lag is above ${limit.leastLagMs} ms and ${overMedian}` },
    message: ({ target, phase, lagMs, medianMs }) =>
      `requests of phase ${phase} to ${target} were sent ${ms(lagMs)} late (p99); the median latency is ${ms(medianMs)}`,
    advice:
      'quote response times, which count from the intended send; lower the rate, or use a faster or quieter machine; if connections were opened during the load, give the target a `warmPath`',
  }),
  'rate-not-achieved': reason<
    Of<'asked' | 'sent' | 'notSent' | 'askedPerSecond' | 'achievedPerSecond'> & { readonly phase: string }
  >({
    when: {
      SUSPECT: `an open phase sent at less than ${percent(limit.leastRateShare)} of the requested rate, and it ended more than ${limit.forgivenOverrunMs} ms late or left requests unsent`,
      INVALID: `the same, at less than ${percent(limit.leastTellingRateShare)} of the rate`,
    },
    message: ({ target, phase, asked, sent, askedPerSecond, achievedPerSecond }) =>
      `phase ${phase} reached ${perSecond(achievedPerSecond)} of the requested ${perSecond(askedPerSecond)} to ${target}: ${count(sent)} of ${count(asked)} requests were sent`,
    advice: ({ asked, sent, notSent }) =>
      sent < asked
        ? `lower the rate${notSent > 0 ? `; or raise \`maxInFlight\`, which held back ${counted(notSent, 'request')}, as far as the target allows` : ': the others found no connection'}`
        : 'lower the rate, use more `threads`, or use a faster machine for the generator',
  }),
  'busy-event-loop': reason<Of<'utilization' | 'lagMs'>>({
    when: {
      SUSPECT: `in an open load, the generator's event loop was busy for more than ${percent(limit.highestUtilization)} of the time, and p99 of the send lag (the maximum of fewer than ${fewestSamples(99)}) is above ${limit.leastLagMs} ms`,
    },
    message: ({ target, utilization, lagMs }) =>
      `during the load of ${target}, the generator's event loop was busy for ${percent(utilization)} of the time and sent up to ${ms(lagMs)} late`,
    advice: 'lower the rate, use more `threads`, or use a faster machine for the generator',
  }),
  'late-event-loop': reason<Of<'delayMs'>>({
    when: { SUSPECT: `p99 of the generator's event-loop delay is above ${limit.leastLagMs} ms and ${overMedian}` },
    message: ({ target, delayMs }) =>
      `during the load of ${target}, the generator's event loop was ${ms(delayMs)} late (p99)`,
    advice: 'close other programs on this machine, or run the generator on another one',
  }),
  'gc-pauses': reason<Of<'count' | 'totalMs' | 'maxMs' | 'medianMs'>>({
    when: {
      SUSPECT: `the longest garbage collection of the generator is above ${limit.leastPauseMs} ms and ${overMedian}`,
    },
    message: ({ target, count: pauses, totalMs, maxMs, medianMs }) =>
      `during the load of ${target}, garbage collection paused the generator for up to ${ms(maxMs)} (${counted(pauses, 'pause')}, ${ms(totalMs)} in total); the median latency is ${ms(medianMs)}`,
    advice:
      'the pauses may be the highest latencies: request shorter answers, send a smaller load, or use more `threads`',
  }),
  ...workerReasonKinds,
  'host-saturated': reason<Of<'share'>>({
    when: {
      SUSPECT: `more than ${percent(limit.highestCpuShare)} of this machine's CPU time was used during the load`,
    },
    message: ({ target, share }) =>
      `during the load of ${target}, ${percent(share)} of this machine's CPU time was used`,
    advice: 'close other programs, send less, or use more cores',
  }),
  'stolen-cpu': reason<Of<'share'>>({
    when: {
      SUSPECT: `the hypervisor gave more than ${percent(limit.highestStealShare)} of this machine's CPU time to others`,
    },
    message: ({ target, share }) =>
      `during the load of ${target}, the hypervisor took ${percent(share)} of this machine's CPU time`,
    advice: 'use another machine',
  }),
  'accept-queue': reason<Of<'times'>>({
    when: { SUSPECT: 'the kernel refused connections because an accept queue of this machine was full' },
    message: ({ target, times }) =>
      `during the load of ${target}, an accept queue of this machine overflowed ${counted(times, 'time')}`,
    advice: acceptQueueAdvice,
  }),
  'syn-retransmits': reason<Of<'attempts'>>({
    when: { SUSPECT: 'a connection attempt was repeated, which takes a second' },
    message: ({ target, attempts }) =>
      `during the load of ${target}, ${counted(attempts, 'connection attempt was', 'connection attempts were')} repeated, which takes 1 s each`,
    advice: acceptQueueAdvice,
  }),
  retransmits: reason<Of<'segments' | 'sent'>>({
    when: {
      SUSPECT: `other TCP segments were retransmitted: ${limit.fewestRetransmits} or more, and more than ${percent(limit.highestRetransmitShare)} of the number of requests`,
    },
    message: ({ target, segments, sent }) =>
      `during the load of ${target} (${counted(sent, 'request')}), the machine retransmitted ${counted(segments, 'TCP segment')} (all processes)`,
    advice:
      'the network lost or delayed segments, which adds 200 ms and more: use a quieter or a nearer network, or send less',
  }),
  'file-descriptors': reason<Of<'used' | 'limit'>>({
    when: { SUSPECT: `the generator used more than ${percent(limit.highestHeadroomShare)} of its limit of open files` },
    message: ({ target, used, limit: most }) =>
      `during the load of ${target}, the generator needed about ${count(used)} of the ${count(most)} open files that its limit allows`,
    advice: ({ used }) => `raise the limit with \`ulimit -n ${2 * used}\`, or keep fewer requests in flight`,
  }),
  ports: reason<Of<'used' | 'limit'>>({
    when: {
      SUSPECT: `connections held more than ${percent(limit.highestHeadroomShare)} of this machine's ephemeral ports`,
    },
    message: ({ target, used, limit: most }) =>
      `during the load of ${target}, connections held about ${count(used)} of the ${count(most)} ephemeral ports of this machine`,
    advice:
      'widen net.ipv4.ip_local_port_range, keep connections alive, or wait a minute between runs: a closed connection holds its port that long',
  }),
  'too-few-samples': reason<
    Of<'samples'> &
      (
        | { readonly expression: string; readonly percentile: string; readonly fewest: number }
        | { readonly expression?: undefined }
      )
  >({
    when: {
      INVALID: `a threshold needs a percentile that the samples cannot support: ${needs}`,
      SUSPECT: `a latency in a comparison is the median of fewer than ${limit.fewestForMedian} answers`,
    },
    about: { INVALID: 'threshold' },
    message: (facts) =>
      facts.expression === undefined
        ? `the comparison uses the median latency of only ${counted(facts.samples, 'sample')} of ${facts.target}; a confidence of 95% needs ${limit.fewestForMedian}`
        : `the threshold \`${facts.expression}\` cannot be checked with ${counted(facts.samples, 'sample')}: ${facts.percentile} needs ${count(facts.fewest)}`,
    advice: ({ expression }) =>
      expression === undefined
        ? 'send more requests before you quote a ratio of latencies'
        : 'send more requests, or use a lower percentile or the maximum',
  }),
  'not-measured': reason<AboutTarget & NotMeasured>({
    when: {
      SUSPECT:
        'a helper process ended, hung or was delayed, or telemetry or a log could not be written completely: the figures that need it are absent',
    },
    message: ({ target, what, repeat, reason: why }) =>
      `${unmeasured[what]} of ${target} were not measured during the whole load (repeat ${repeat + 1}): ${why}`,
    advice:
      'check that this machine has room for the processes and files of a run (`ulimit -u`, disk), and run it again',
  }),
  'clock-step': reason<{ readonly stepMs: number }>({
    when: { SUSPECT: `the wall clock of this machine was set by more than ${limit.leastStepMs} ms during the run` },
    message: ({ stepMs }) =>
      `the wall clock of this machine was set ${stepMs > 0 ? 'forward' : 'back'} by ${(Math.abs(stepMs) / 1000).toFixed(2)} s during the run`,
    advice:
      'figures use the monotonic clock, but dates, the window of a log search and the time that functions read are affected: run the scenario again when the clock is right',
  }),
} satisfies Record<VerdictCode, ReasonKind<never>>;

const unmeasured: Record<NotMeasured['what'], string> = {
  memory: 'memory and CPU',
  connections: 'connections to the backend',
  telemetry: 'environments, invocations and their bill (telemetry)',
  log: 'log lines',
};
