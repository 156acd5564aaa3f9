import { expect, it } from 'vitest';
import { hostCounters, hostUse, timeWaitIn } from '../../../../src/launch/meters/host-probe.ts';

const texts = (cpu: string, overflows: number, syn: number, retransmits: number) => ({
  stat: `${cpu}\ncpu0 1 1 1 1 1 1 1 1 0 0\n`,
  netstat: `TcpExt: SyncookiesSent ListenOverflows TCPSynRetrans\nTcpExt: 9 ${overflows} ${syn}\nIpExt: A\nIpExt: 1\n`,
  snmp: `Tcp: RtoAlgorithm RetransSegs InErrs\nTcp: 1 ${retransmits} 0\n`,
});

it('of 100 ticks 30 user, 5 nice, 10 system, 2 irq, 3 softirq and 10 stolen are busy: 0.6, and 0.1 stolen', () => {
  const before = hostCounters(texts('cpu  100 0 100 100 100 0 0 0 0 0', 3, 1, 10));
  const after = hostCounters(texts('cpu  130 5 110 135 105 2 3 10 7 0', 5, 1, 17));
  expect(hostUse(before, after)).toEqual({
    cpuShare: 0.6,
    stealShare: 0.1,
    listenOverflows: 2,
    synRetransmits: 0,
    retransmits: 7,
  });
});

it('says nothing about what there is no reading of', () => {
  const nothing = hostCounters({ stat: undefined, netstat: undefined, snmp: undefined });
  expect(nothing).toEqual({});
  expect(hostUse(nothing, hostCounters(texts('cpu  1 0 0 0 0 0 0 0 0 0', 1, 1, 1)))).toEqual({});
});

it('takes headroom as it stands at the second reading: 12 connections in TIME_WAIT', () => {
  expect(timeWaitIn('sockets: used 249\nTCP: inuse 180 orphan 3 tw 12 alloc 180 mem 108\nUDP: inuse 0 mem 0\n')).toBe(
    12,
  );
  expect(timeWaitIn('sockets: used 249\n')).toBeUndefined();
  const before = { openFiles: { used: 20, limit: 1024 }, ports: { used: 900, limit: 28_232 } };
  const after = { openFiles: { used: 25, limit: 1024 }, ports: { used: 12, limit: 28_232 } };
  expect(hostUse(before, after)).toEqual(after);
});
