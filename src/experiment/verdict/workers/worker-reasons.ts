import { count, counted, ms, percent } from '../../../text/format.ts';
import { limit } from '../limits.ts';
import { type Of, reason } from '../reason-kind.ts';

const fireAgain = 'fire the load again before you quote a figure';

/** Doubts about a load that several workers fired. */
export const workerReasonKinds = {
  'worker-lost': reason<Of<'lost' | 'workers' | 'atMs'> & { readonly worker: string; readonly why: string }>({
    when: {
      SUSPECT: 'a worker left before the end of the load: it was not replaced, as its requests could be fired twice',
    },
    message: ({ target, lost, workers, worker, atMs, why }) =>
      `${count(lost)} of ${counted(workers, 'worker')} that loaded ${target} ${lost === 1 ? 'was' : 'were'} lost, ${lost === 1 ? '' : 'the first of them '}${worker} after ${ms(atMs)}: ${why}`,
    advice: `see the output of that worker; ${fireAgain}`,
  }),
  'samples-missing': reason<Of<'missing' | 'expected'> & { readonly phase: string; readonly isAtLeast: boolean }>({
    when: {
      SUSPECT:
        'samples of a worker did not arrive, or requests of its segment were not fired: figures describe a selection',
      INVALID: `the same, in a burst: fewer requests were in flight together than the burst asks for; or of more than ${percent(limit.highestMissingShare)} of the requests of a phase: it was another load`,
    },
    message: ({ target, phase, missing, expected, isAtLeast }) =>
      missing === 0
        ? `an unknown number of samples of the load of ${target} is missing: a worker was lost in phase ${phase}, which only time ends`
        : `${isAtLeast ? 'at least ' : ''}${counted(missing, 'sample')} of ${count(expected)} of the load of ${target} are missing (${percent(missing / expected)}), most of them in phase ${phase}`,
    advice: `the figures cover the samples that arrived; ${fireAgain}`,
  }),
  'worker-starts': reason<Of<'spreadMs' | 'medianMs'> & { readonly phase: string }>({
    when: {
      SUSPECT: `the workers did not start a phase together: between the earliest and the latest start lies more than ${percent(limit.smallShare)} of the median service time, and in a phase without bursts more than ${limit.leastLagMs} ms`,
      INVALID: `the same, with more than ${percent(limit.highestStartShare)} of the time of the phase between them: the parts overlap for less than half of it, and it was another load`,
    },
    message: ({ target, phase, spreadMs, medianMs }) =>
      `the workers started phase ${phase} of ${target} up to ${ms(spreadMs)} apart; the median latency is ${ms(medianMs)}`,
    advice:
      'rates and requests in flight are those of parts that were moved against each other: use quieter machines for the workers, or a network with shorter round trips; fire runs that will be merged at the same time',
  }),
  'worker-unobserved': reason<Of<never> & { readonly worker: string; readonly unobserved: number }>({
    when: {
      SUSPECT: 'a worker handed over its samples, and did not answer what its threads and its machine did meanwhile',
    },
    message: ({ target, worker, unobserved }) =>
      `${unobserved === 1 ? worker : `${counted(unobserved, 'worker')}, among them ${worker},`} did not answer after the load of ${target}: nothing is known of ${unobserved === 1 ? 'its threads and its machine' : 'their threads and machines'}`,
    advice: `latencies hold, unless that machine was too busy; ${fireAgain}`,
  }),
  'worker-clock': reason<Of<'medianMs'> & { readonly worker: string; readonly boundMs: number | undefined }>({
    when: {
      SUSPECT: `the clock of a worker is not known, or only to more than ${limit.leastLagMs} ms and more than ${percent(limit.smallShare)} of the median service time`,
    },
    message: ({ target, worker, boundMs, medianMs }) =>
      `in the load of ${target}, the clock of ${worker} is ${boundMs === undefined ? 'not known' : `known only to ±${ms(boundMs)}`}; the median latency is ${ms(medianMs)}`,
    advice:
      'latencies hold, because each is measured on one clock; starts, rates and requests in flight over all workers may be wrong by the bound: use a network with shorter round trips; of merged runs, state to how much their clocks are right (`--clock-bound`)',
  }),
};
