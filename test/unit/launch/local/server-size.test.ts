import { expect, test } from 'vitest';
import { sizeOf } from '../../../../src/launch/local/server.ts';

const fleet = { count: 1, spare: 0, targetUtilization: 0.6, publicIpv4: false, volumeGb: 0, loadBalancer: undefined };
const fargate = (vcpu: number) => ({ fargate: { vcpu, memoryMb: 1024, architecture: 'arm64' as const }, ...fleet });

test('half a vCPU on a machine of 2 CPUs is limited to half a vCPU', () => {
  expect(sizeOf(fargate(0.5), 2)).toEqual({ vcpus: 0.5, memoryMb: 1024, why: [] });
});

test('a machine that has no more CPUs than the server leaves nothing to limit, and the result says so', () => {
  expect(sizeOf({ instance: 't4g.small', ...fleet }, 2)).toEqual({
    memoryMb: 2048,
    why: ['its CPUs are not limited: the server has 2 vCPUs, and this machine 2 CPUs'],
  });
});

test('a price of one’s own without vCPUs limits the memory alone', () => {
  expect(sizeOf({ usdPerHour: 0.1, memoryMb: 512, vcpu: undefined, ...fleet }, 2)).toEqual({ memoryMb: 512, why: [] });
});
