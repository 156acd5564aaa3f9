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
      SUSPECT: `inits and calls queued for this machine's CPUs while something that they waited for may have gone on, such as a timer: more than ${percent(limit.highestProjectedErrorShare)} of their CPU and waiting may be waiting that this hid`,
    },
    message: ({ target, share }) =>
      `projected figures of ${target} may be up to ${percent(share)} too low: its calls queued for this machine's CPUs while they waited`,
    advice: 'send a smaller load, use `start: warm`, or more cores, before you quote projected figures',
  }),
  'several-threads': reason<Of<'calls' | 'allCalls' | 'share'>>({
    when: {
      SUSPECT: `threads that the function started computed beside what it waited for, or beside one another: calls may take more than ${percent(limit.highestProjectedErrorShare)} less than projected`,
    },
    message: ({ target, calls, allCalls, share }) =>
      `${count(calls)} of ${counted(allCalls, 'call')} of ${target} computed on several threads: projected figures may be up to ${percent(share)} too high, as threads may overlap`,
    advice: 'compute on the main thread, or measure the function on the platform, before you quote projected figures',
  }),
  'calls-left-out': reason<Of<'calls' | 'timedOut' | 'repeatedInit' | 'ended'>>({
    when: {
      SUSPECT: `more than ${percent(limit.highestUnansweredShare)} of the calls are in no projected figure: they timed out after queueing, a failed init was repeated in their time, or their environment ended`,
    },
    message: ({ target, calls, timedOut, repeatedInit, ended }) =>
      `projected figures of ${target} leave out ${count(timedOut + repeatedInit + ended)} of ${counted(calls, 'call')}: ${[
        [timedOut, 'timed out after queueing'],
        [repeatedInit, 'repeated a failed init'],
        [ended, 'lost their environment'],
      ]
        .filter(([some]) => some !== 0)
        .map(([some, what]) => `${some} ${what}`)
        .join(', ')}`,
    advice: ({ target }) => `see ${target}.log; send a smaller load, or fix what ends its environments`,
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
