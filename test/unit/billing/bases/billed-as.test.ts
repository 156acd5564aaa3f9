import { expect, it } from 'vitest';
import { basisPrices } from '../../../../src/billing/bases/basis-prices.ts';
import { billedAs, type RecordedUse } from '../../../../src/billing/bases/billed-as.ts';
import { billingBases } from '../../../../src/model/schema/billed-as.ts';

/**
 * Three requests of 150, 200 and 120 ms. The first two overlap in instance a, from 0 to 150 and from 100 to 300: 350 ms in sum, 300 ms of
 * the instance. a is alive for 2,000 ms, b for 1,120. Each request used 20 ms of CPU. The memory size is 1,024 MB.
 */
const use: RecordedUse = {
  ...{ requests: 3, wallMs: 470, cpuMs: 60, memoryMb: 1024, processes: 1 },
  instances: [
    { busyMs: 300, aliveMs: 2000 },
    { busyMs: 120, aliveMs: 1120 },
  ],
};
const rows = new Map(billedAs(use).map((row) => [row.basis, row]));
const of = (basis: (typeof billingBases)[number]) => {
  const row = rows.get(basis);
  if (row === undefined) throw new Error(`no ${basis}`);
  return row;
};
const digits = (value: number | undefined, count: number) => value?.toFixed(count);

it('has every basis once, each with region, date and source of its price', () => {
  expect([...rows.keys()].sort()).toEqual([...billingBases].sort());
  for (const { price } of rows.values()) expect(Object.values(price).every((text) => text.length > 2)).toBe(true);
  expect(basisPrices['vercel-fluid'].status).toBe('second-hand');
});

it('Lambda: 0.47 s of 1 GB on Arm at 0.0000133334 and 3 requests at 0.20 per million, $0.00000687, $2.2889 per million', () => {
  // 0.000006266698 + 0.0000006
  expect(of('lambda-event')).toMatchObject({ billedMs: 470, gbSeconds: 0.47 });
  expect(digits(of('lambda-event').usd, 12)).toBe('0.000006866698');
  expect(digits(of('lambda-event').usdPerMillion, 4)).toBe('2.2889');
});

it('Lambda on x86: 0.47 * 0.0000166667 + 0.0000006', () => {
  const [x86] = billedAs({ ...use, architecture: 'x86_64' });
  expect(digits(x86?.usd, 12)).toBe('0.000008433349');
});

it('Cloud Run by requests: 300 ms of a and 120 of b, rounded up to 200, not the 470 ms that its requests take in sum', () => {
  // 0.5 s * (0.000024 + 0.0000025) + 3 * 0.0000004
  expect(of('cloud-run-requests')).toMatchObject({ billedMs: 500, vcpuSeconds: 0.5, gbSeconds: 0.5 });
  expect(digits(of('cloud-run-requests').usd, 8)).toBe('0.00001445');
  expect(digits(of('cloud-run-requests').usdPerMillion, 4)).toBe('4.8167');
});

it('Cloud Run by instances: 2,000 ms of a and 1,120 of b, rounded up to 1,200, and no requests', () => {
  // 3.2 s * (0.000018 + 0.000002)
  expect(of('cloud-run-instances')).toMatchObject({ billedMs: 3200 });
  expect(digits(of('cloud-run-instances').usd, 8)).toBe('0.00006400');
  expect(digits(of('cloud-run-instances').usdPerMillion, 4)).toBe('21.3333');
});

it('Vercel Fluid: 60 ms of CPU, 420 ms of 2 GB, 3 invocations; second-hand', () => {
  // 0.06 / 3600 * 0.128 + 0.84 / 3600 * 0.0106 + 3 * 0.0000006 = 0.0000021333 + 0.0000024733 + 0.0000018
  expect(of('vercel-fluid')).toMatchObject({ vcpuSeconds: 0.06, gbSeconds: 0.84, price: { status: 'second-hand' } });
  expect(digits(of('vercel-fluid').usd, 10)).toBe('0.0000064067');
  expect(digits(of('vercel-fluid').usdPerMillion, 4)).toBe('2.1356');
});

it('Cloudflare Containers: 60 ms of CPU, 3.12 s of 6 GiB and 12 GB of disk, 3 requests; second-hand', () => {
  // 0.06 * 0.00002 + 3.12 * 6 * 0.0000025 + 3.12 * 12 * 0.00000007 + 3 * 0.0000003 = 0.0000012 + 0.0000468 + 0.0000026208 + 0.0000009
  expect(of('cloudflare-containers').gbSeconds).toBeCloseTo(18.72, 9);
  expect(digits(of('cloudflare-containers').usd, 10)).toBe('0.0000515208');
  expect(digits(of('cloudflare-containers').usdPerMillion, 4)).toBe('17.1736');
});

it('Lambda web functions: 60 ms of CPU and 3.12 s of 2 GB, and no cost, as no price is public', () => {
  const row = of('lambda-web');
  expect(row).toMatchObject({ vcpuSeconds: 0.06, gbSeconds: 6.24, price: { status: 'not-public' } });
  expect(row.unknown).toContain('not public');
  expect(row).not.toHaveProperty('usd');
});

it('EC2: $0.0168 an hour; 20 ms per request are 30/s of each, so at 100/s four, and at 1/s $4.6667 per million', () => {
  const row = of('ec2');
  expect(row).toMatchObject({ sizedAs: 't4g.small', usdPerHour: expect.closeTo(0.0168, 12) });
  expect(row).not.toHaveProperty('usd');
  // 12.264 / 2.628
  expect(digits(row.perMillionAt?.[0]?.usdPerMillion, 4)).toBe('4.6667');
  // Four are 49.056 a month. They use 2 vCPU, 0.4 above their baselines: 0.4 * 0.04 * 730 = 11.68. 60.736 / 262.8.
  expect(row.perMillionAt?.[2]).toMatchObject({ perSecond: 100, servers: 4 });
  expect(digits(row.perMillionAt?.[2]?.usdPerMillion, 4)).toBe('0.2311');
});

it('Fargate: 0.03238 + 2 * 0.00356 = $0.0395 an hour; 4 tasks at 100/s are $0.4389 per million', () => {
  const row = of('fargate');
  expect(digits(row.usdPerHour, 4)).toBe('0.0395');
  // 4 * 0.0395 * 730 / 262.8
  expect(digits(row.perMillionAt?.[2]?.usdPerMillion, 4)).toBe('0.4389');
});

it('managed instances: 3 * 0.0725 * 1.15 = $0.250125 an hour, and $0.20 per million on top', () => {
  const row = of('lambda-managed');
  expect(digits(row.usdPerHour, 6)).toBe('0.250125');
  // At 10/s: 0.250125 * 730 / 26.28 + 0.2
  expect(digits(row.perMillionAt?.[1]?.usdPerMillion, 4)).toBe('7.1479');
});

it('says what is missing: the CPU, the instances, the time of requests', () => {
  const missing = billedAs({ requests: 3, instances: [], memoryMb: 512 });
  expect(missing.map(({ basis, unknown }) => [basis, unknown])).toEqual([
    ['lambda-event', 'the time of single requests is not known'],
    ['lambda-web', 'the CPU of requests is not known'],
    ['vercel-fluid', 'the CPU of requests is not known'],
    ['cloudflare-containers', 'the CPU of requests is not known'],
    ['cloud-run-requests', 'no instance is known'],
    ['cloud-run-instances', 'no instance is known'],
    ...['lambda-managed', 'ec2', 'fargate'].map((basis) => [
      basis,
      'the CPU of requests is not known, so nor is what a server carries',
    ]),
  ]);
});

it('says of each billed time whether it is projected or measured on this machine', () => {
  const from = (isProjected: boolean) => billedAs({ ...use, isProjected }).map((row) => [row.basis, row.from]);
  expect(from(true).slice(0, 2)).toEqual([
    ['lambda-event', 'projected'],
    ['lambda-web', 'measured'],
  ]);
  expect(from(false)[0]).toEqual(['lambda-event', 'measured']);
});
