import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/experiment/verdict/judge.ts';
import type { HostUse } from '../../../../src/model/schema/client/host-use.ts';
import { answered, targetResult } from '../target-result.ts';

const reasons = (sent: number, host: HostUse) => {
  const target = targetResult('api', { ...answered(sent), client: { sendSpread: { bursts: 1 }, host } });
  return judge([target], false).reasons;
};
const codes = (...input: Parameters<typeof reasons>) => reasons(...input).map(({ code }) => code);

describe('retransmitted segments', () => {
  it('11 beside 1000 requests are suspect, 10 are not', () => {
    expect(codes(1000, { retransmits: 11 })).toEqual(['retransmits']);
    expect(codes(1000, { retransmits: 10 })).toEqual([]);
  });

  it('3 beside 10 requests are suspect; 2 may be of any program', () => {
    expect(codes(10, { retransmits: 2 })).toEqual([]);
    expect(reasons(10, { retransmits: 3 })[0]?.message).toBe(
      'during the load of api (10 requests), the machine retransmitted 3 TCP segments (all processes)',
    );
  });

  it('5 of which 3 were attempts to connect are 2, and the attempts are named themselves', () => {
    expect(codes(10, { retransmits: 5, synRetransmits: 3 })).toEqual(['syn-retransmits']);
  });
});

describe('headroom', () => {
  it('901 of 1000 open files are suspect, 900 are not', () => {
    expect(codes(10, { openFiles: { used: 900, limit: 1000 } })).toEqual([]);
    expect(reasons(10, { openFiles: { used: 901, limit: 1000 } })).toEqual([
      {
        code: 'file-descriptors',
        status: 'SUSPECT',
        target: 'api',
        message: 'during the load of api, the generator needed about 901 of the 1,000 open files that its limit allows',
        advice: 'raise the limit with `ulimit -n 1802`, or keep fewer requests in flight',
      },
    ]);
  });

  it('25201 of 28000 ports are suspect, 25200 are not', () => {
    expect(codes(10, { ports: { used: 25_201, limit: 28_000 } })).toEqual(['ports']);
    expect(codes(10, { ports: { used: 25_200, limit: 28_000 } })).toEqual([]);
  });
});

describe('machines of workers', () => {
  const judged = (...hosts: (HostUse | undefined)[]) => {
    const workers = hosts.map((host, index) => ({
      ...{
        name: `w${index + 1}`,
        version: '1',
        cores: 2,
        threads: 1,
        phases: [],
        samplesSent: 10,
        samplesReceived: 10,
      },
      clock: { offsetMs: 0, boundMs: 0 },
      ...(host && { host }),
    }));
    const target = targetResult('api', { ...answered(30), client: { sendSpread: { bursts: 1 }, workers } });
    return judge([target], false).reasons.map(({ message }) => message);
  };

  it('a busy one is a doubt that names it, and two are one doubt; an idle and an unknown one are none', () => {
    expect(judged({ cpuShare: 0.2 }, undefined)).toEqual([]);
    expect(judged({ cpuShare: 0.2 }, { cpuShare: 0.99 })).toEqual([
      "on w2: during the load of api, 99% of this machine's CPU time was used",
    ]);
    expect(judged({ cpuShare: 0.98 }, { cpuShare: 0.99 })).toEqual([
      "on w1 (and in the same way on 1 other worker): during the load of api, 98% of this machine's CPU time was used",
    ]);
  });

  it('3 retransmitted segments beside its own 10 requests are suspect, whatever the others sent', () => {
    expect(judged({ retransmits: 3 }, {})).toHaveLength(1);
    expect(judged({ retransmits: 2 }, {})).toEqual([]);
  });
});
