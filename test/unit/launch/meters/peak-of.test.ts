import { expect, it } from 'vitest';
import { peakOf } from '../../../../src/launch/meters/memory-meter.ts';
import type { MeterReading } from '../../../../src/launch/meters/meter-main.ts';

const reading = (rssMb: number, pssMb: number, processes: number) => ({ rssMb, pssMb, processes }) as MeterReading;

it('is the highest of each, of the 200,000 readings of a long run, too', () => {
  const readings = Array.from({ length: 200_000 }, () => reading(40, 10, 1));
  readings[7] = reading(50, 12, 1);
  readings[199_999] = reading(45, 11, 3);
  expect(peakOf(readings)).toEqual({ rssMb: 50, pssMb: 12, processes: 3, scans: 200_000 });
  expect(peakOf([])).toEqual({ processes: 0, scans: 0 });
});
