import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/experiment/verdict/judge.ts';
import type { TargetResult } from '../../../../src/model/run-result.ts';
import type { WorkerPhase, WorkerResult } from '../../../../src/model/schema/client/workers.ts';
import type { PhaseKind } from '../../../../src/model/schema/phase-kind.ts';
import { answered, medianMs, phaseResult, targetResult } from '../target-result.ts';

const part = (stated: Partial<WorkerPhase> = {}): WorkerPhase => ({
  ...{ phase: 'load', repeat: 0, plannedStartMs: 500, achievedStartMs: 500, planned: 100, sent: 100, received: 100 },
  ...stated,
});

const worker = (name: string, phase: WorkerPhase = part(), stated: Partial<WorkerResult> = {}): WorkerResult => ({
  ...{ name, version: '0.1.0', cores: 2, threads: 2, clock: { offsetMs: 5000, boundMs: 0.2 } },
  ...{ phases: [phase], samplesSent: 100, samplesReceived: phase.received },
  ...stated,
});

const loaded = (workers: readonly WorkerResult[], kind: PhaseKind = 'burst', p50 = 100): TargetResult =>
  targetResult('api', {
    ...answered(300),
    ...medianMs(p50),
    phases: [phaseResult('load', { kind, ...medianMs(p50) })],
    client: { sendSpread: { bursts: 0 }, workers: [...workers] },
  });

const judged = (workers: readonly WorkerResult[], kind?: PhaseKind, p50?: number) =>
  judge([loaded(workers, kind, p50)], false);
const codes = (...input: Parameters<typeof judged>) => judged(...input).reasons.map(({ code }) => code);
const messages = (...input: Parameters<typeof judged>) => judged(...input).reasons.map(({ message }) => message);

describe('a load of several workers', () => {
  it('is believed if all of them fired everything, together, on known clocks', () => {
    expect(judged([worker('a'), worker('b'), worker('c')]).status).toBe('VALID');
  });

  describe('starts', () => {
    const apart = (ms: number) => [worker('a'), worker('b', part({ achievedStartMs: 500 + ms }))];

    it('10.1 ms apart in a burst with a median of 100 ms are suspect, 10 ms are not', () => {
      expect(messages(apart(10.1))).toEqual([
        'the workers started phase load of api up to 10.1 ms apart; the median latency is 100 ms',
      ]);
      expect(codes(apart(10))).toEqual([]);
    });

    it('0.9 ms beside a median of 2 ms are suspect in a burst, and not in a schedule, where 1.1 ms are', () => {
      expect(codes(apart(0.9), 'burst', 2)).toEqual(['worker-starts']);
      expect(codes(apart(0.9), 'constantRate', 2)).toEqual([]);
      expect(codes(apart(1.1), 'constantRate', 2)).toEqual(['worker-starts']);
    });

    it('count from when the first request of the worker was due: 40 ms later in a schedule of 25/s', () => {
      const second = part({ plannedStartMs: 540, achievedStartMs: 541 });
      expect(codes([worker('a'), worker('b', second)], 'constantRate', 2)).toEqual([]);
    });
  });

  describe('clocks', () => {
    const known = (boundMs: number) => [worker('a'), worker('b', part(), { clock: { offsetMs: -300, boundMs } })];

    it('known to 10.1 ms beside a median of 100 ms is suspect, to 10 ms is not', () => {
      expect(messages(known(10.1))).toEqual([
        'in the load of api, the clock of b is known only to ±10.1 ms; the median latency is 100 ms',
      ]);
      expect(codes(known(10))).toEqual([]);
    });

    it('known to 1 ms is enough, however short the answers', () => {
      expect(codes(known(1), 'constantRate', 2)).toEqual([]);
      expect(codes(known(1.1), 'constantRate', 2)).toEqual(['worker-clock']);
    });
  });

  describe('samples', () => {
    const missing = [worker('a'), worker('b', part({ received: 70 })), worker('c')];

    it('30 of 300 missing make a schedule suspect', () => {
      const { status, reasons } = judged(missing, 'constantRate');
      expect(status).toBe('SUSPECT');
      expect(reasons.map(({ message }) => message)).toEqual([
        '30 samples of 300 of the load of api are missing (10%), most of them in phase load',
      ]);
    });

    it('and a burst INVALID', () => {
      expect(judged(missing, 'burst').status).toBe('INVALID');
    });

    it('151 of 300 missing make a schedule INVALID, as it was another load; 150 do not', () => {
      const without = (received: number) => [
        worker('a', part({ received: 100 })),
        worker('b', part({ received })),
        worker('c', part({ received: 0 })),
      ];
      expect(judged(without(50), 'constantRate').status).toBe('SUSPECT');
      expect(judged(without(49), 'constantRate').status).toBe('INVALID');
    });

    it('of a run that was stopped, all that were sent are there', () => {
      expect(codes([worker('a', part({ sent: 40, received: 40 })), worker('b')], 'constantRate')).toEqual([]);
    });
  });

  describe('a worker that was lost', () => {
    const lost = { lost: { atMs: 3200, reason: 'it sent nothing for 5 s' } };
    const { sent: _, achievedStartMs: __, ...unended } = part({ received: 70 });

    it('is named with its time, and what it did not hand over is missing', () => {
      expect(messages([worker('a'), worker('b', unended, lost), worker('c')], 'constantRate')).toEqual([
        '1 of 3 workers that loaded api was lost, b after 3,200 ms: it sent nothing for 5 s',
        '30 samples of 300 of the load of api are missing (10%), most of them in phase load',
      ]);
    });

    it('of several, the first is named', () => {
      const earlier = { lost: { atMs: 100, reason: 'it ended' } };
      expect(messages([worker('a', unended, lost), worker('b', unended, earlier)], 'constantRate')[0]).toBe(
        '2 of 2 workers that loaded api were lost, the first of them b after 100 ms: it ended',
      );
    });

    it('lacks an unknown number of a load that only time ends', () => {
      const { planned: ___, ...endless } = unended;
      expect(messages([worker('a'), worker('b', endless, lost)], 'closed')[1]).toBe(
        'an unknown number of samples of the load of api is missing: a worker was lost in phase load, which only time ends',
      );
    });
  });
});
