import { count, counted, percent } from '../../text/format.ts';
import { limit } from './limits.ts';
import { type AboutTarget, type Of, reason } from './reason-kind.ts';

const repeatedInit = 'Lambda repeats the init within the call, whose latency and billed duration then include both';
const countWords = {
  hold: 'counts and memory hold; ',
  grow: 'calls that wait take longer and need more environments, so measured counts and memory depend on this machine, too; ',
  unknown: '',
} as const;

/** Doubts about environments: their inits, and what this machine adds to their time or leaves out of it. */
export const environmentReasonKinds = {
  'init-timeouts': reason<Of<'timedOut'>>({
    when: {
      SUSPECT:
        'initializations took longer than `initTimeoutMs`: Lambda repeats them within the call, whose latency and bill then include both',
    },
    message: ({ target, timedOut }) => `${counted(timedOut, 'initialization')} at ${target} timed out`,
    advice: ({ target }) =>
      `see ${target}.log; ${repeatedInit}; start fewer environments at once, do less in init, or raise \`initTimeoutMs\` if this machine is slower than Lambda`,
  }),
  'failed-inits': reason<Of<'failed'>>({
    when: {
      SUSPECT:
        'initializations failed: Lambda repeats a failed init within the call, whose latency and bill then include both',
    },
    message: ({ target, failed }) => `${counted(failed, 'initialization')} at ${target} failed`,
    advice: ({ target }) => `see ${target}.log; ${repeatedInit}; fix what init throws`,
  }),
  'cpu-contention': reason<
    Of<'share'> & { readonly counts: 'hold' | 'grow' | 'unknown'; readonly isProjected: boolean }
  >({
    when: {
      SUSPECT: `environments waited for this machine's CPUs for more than ${percent(limit.highestQueueShare)} of their time, before their start and in billed time (of the calls whose CPU is known)`,
    },
    message: ({ target, share }) =>
      `environments of ${target} waited for this machine's CPUs for ${percent(share)} of their time`,
    advice: ({ counts: held, isProjected }) =>
      `${countWords[held]}${isProjected ? 'quote projected figures: measured' : 'measured'} latencies, bill and cost depend on this machine; use ${held === 'grow' ? 'a lower rate, `start: warm`' : 'smaller bursts'}, less CPU, or more cores`,
  }),
  'contended-counts': reason<Of<'measured' | 'projected'> & { readonly phase: string }>({
    when: {
      INVALID: `in an open load with that much contention, the measured environments of a phase differ from the projected ones by more than ${percent(limit.mostCountDifference)}, and by more than one: calls that wait for a CPU take longer and overlap more`,
    },
    about: { INVALID: 'counts' },
    message: ({ target, phase, measured, projected }) =>
      `measured counts of ${target} are INVALID: in phase ${phase} it had ${counted(measured, 'environment')} here, where its arrivals and demands need ${count(projected)}`,
    advice:
      'quote `projected.environments` and `projected.coldStarts`; to measure them, lower the rate, use `start: warm`, or more cores',
  }),
  'projection-contended': reason<Of<'share'>>({
    when: {
      SUSPECT: `inits and calls queued for this machine's CPUs for more than ${percent(limit.highestProjectedQueueShare)} of their time after their start (throttling aside): a timer that ends while they queue adds no waiting, so projected waiting is too low`,
    },
    message: ({ target, share }) =>
      `calls of ${target} queued for ${percent(share)} of their time: projected figures may be off, as waiting and queueing overlap`,
    advice: 'send a smaller load, use `start: warm`, or more cores, before you quote projected figures',
  }),
  'several-threads': reason<Of<'parallel' | 'calls'> & { readonly isProjected: boolean }>({
    when: {
      SUSPECT:
        'calls used more than 20% of their CPU time, and more than 2 ms, outside the main thread: only the queueing of the main thread is known, so nobody knows what they wait for',
    },
    message: ({ target, parallel, calls, isProjected }) =>
      `${count(parallel)} of ${counted(calls, 'call')} of ${target} computed on several threads: what they wait for is not known, and projected figures ${isProjected ? 'leave them out' : 'are absent'}`,
    advice:
      'quote measured figures, from a machine with a free core for each thread of the calls in flight; or compute on the main thread',
  }),
  'cpu-share-not-enforced': reason<
    Of<'memoryMb' | 'vcpus'> & { readonly why: readonly string[]; readonly isProjected: boolean }
  >({
    when: {
      SUSPECT:
        'no control group held environments to the CPU share of their memory size, which is less than one vCPU: they ran faster than on Lambda',
    },
    message: ({ target, memoryMb, vcpus }) =>
      `the CPU share of ${target} (${memoryMb} MB: ${vcpus.toFixed(2)} vCPU) was not enforced: its calls ran as fast as this machine`,
    advice: ({ why, isProjected }) =>
      `${isProjected ? 'quote projected figures, which apply the share; ' : ''}measured latencies, bill and cost are too low${why.length === 0 ? '' : ` (${why.join('; ')})`}; docs/embedded-lambda.md says how to enforce it`,
  }),
  'server-size-not-enforced': reason<AboutTarget & { readonly why: readonly string[] }>({
    when: {
      SUSPECT:
        'no control group held a server that the run started to the vCPUs of its `hosting`, of which this machine has more: it ran faster than the server that is priced',
    },
    message: ({ target }) => `${target} was not held to the vCPUs of its hosting: it had all CPUs of this machine`,
    advice: ({ why }) =>
      `measured latencies are too low (${why.join('; ')}); docs/embedded-lambda.md says how to enforce control groups`,
  }),
};
