import { describe, expect, it } from 'vitest';
import { Provisioned } from '../../../src/concurrency/provisioned.ts';

/** All that were requested are initialized and in service. */
function readyWith(count: number): Provisioned {
  const provisioned = new Provisioned();
  provisioned.request(count);
  provisioned.due(0, 0);
  for (let started = provisioned.due(0, 10 * count).start; started > 0; started -= 1) provisioned.initialized();
  return provisioned;
}

describe('the filling', () => {
  it('starts 6,000 a minute, one every 10 ms: of 5 none at 0, 1 at 10 ms, 2 more at 39 ms, the last 2 by 50 ms', () => {
    const provisioned = new Provisioned();
    provisioned.request(5);
    expect(provisioned.due(0, 0)).toEqual({ start: 0, stop: 0, nextAtMs: 10 });
    expect(provisioned.due(0, 9)).toEqual({ start: 0, stop: 0, nextAtMs: 10 });
    expect(provisioned.due(0, 10)).toEqual({ start: 1, stop: 0, nextAtMs: 20 });
    expect(provisioned.due(0, 39)).toEqual({ start: 2, stop: 0, nextAtMs: 40 });
    expect(provisioned.due(0, 90)).toEqual({ start: 2, stop: 0, nextAtMs: undefined });
    expect(provisioned.due(0, 99)).toEqual({ start: 0, stop: 0, nextAtMs: undefined });
  });

  it('has started exactly 6,000 of 10,000 after one minute', () => {
    const provisioned = new Provisioned();
    provisioned.request(10_000);
    let started = 0;
    for (let atMs = 0; atMs <= 60_000; atMs += 7) started += provisioned.due(0, atMs).start;
    started += provisioned.due(0, 60_000).start;
    expect(started).toBe(6000);
  });

  it('begins anew when some are missing again: 3, given up at 5 ms and wanted again at 1,000, come from 1,010 on', () => {
    const provisioned = new Provisioned();
    provisioned.request(3);
    provisioned.due(0, 0);
    provisioned.request(0);
    expect(provisioned.due(0, 5)).toEqual({ start: 0, stop: 0, nextAtMs: undefined });
    provisioned.request(3);
    expect(provisioned.due(0, 1000)).toEqual({ start: 0, stop: 0, nextAtMs: 1010 });
  });

  it('can be faster: 10 per ms', () => {
    const provisioned = new Provisioned({ burst: 10, perMs: 1 });
    provisioned.request(25);
    provisioned.due(0, 0);
    expect(provisioned.due(0, 2)).toEqual({ start: 20, stop: 0, nextAtMs: 2.1 });
  });

  it('brings none into service before all are: 2 of 3 initialized is IN_PROGRESS with 0 available, 3 is READY with 3', () => {
    const provisioned = new Provisioned();
    provisioned.request(3);
    provisioned.due(0, 0);
    provisioned.due(0, 30);
    provisioned.initialized();
    provisioned.initialized();
    expect(provisioned.free).toBe(false);
    expect(provisioned.status).toEqual({ status: 'IN_PROGRESS', requested: 3, allocated: 2, available: 0 });
    expect(provisioned.initialized()).toBe('keep');
    expect(provisioned.free).toBe(true);
    expect(provisioned.status).toEqual({ status: 'READY', requested: 3, allocated: 3, available: 3 });
  });
});

describe('the use', () => {
  it('is of as many at once as are in service', () => {
    const provisioned = readyWith(2);
    provisioned.take();
    expect(provisioned.free).toBe(true);
    provisioned.take();
    expect(provisioned.free).toBe(false);
    provisioned.release();
    expect(provisioned.free).toBe(true);
  });

  it('goes on without one that ended, which is replaced 10 ms later and serves as soon as it is initialized', () => {
    const provisioned = readyWith(3);
    provisioned.ended();
    expect(provisioned.status).toEqual({ status: 'READY', requested: 3, allocated: 2, available: 2 });
    expect(provisioned.due(0, 1000)).toEqual({ start: 0, stop: 0, nextAtMs: 1010 });
    expect(provisioned.due(0, 1010).start).toBe(1);
    provisioned.ended();
    provisioned.initialized();
    expect(provisioned.status).toEqual({ status: 'READY', requested: 3, allocated: 2, available: 2 });
  });
});

describe('another number', () => {
  it('more: the 2 in service stay so, the third and fourth come together', () => {
    const provisioned = readyWith(2);
    provisioned.request(4);
    provisioned.due(0, 100);
    expect(provisioned.due(0, 120).start).toBe(2);
    provisioned.initialized();
    expect(provisioned.status).toEqual({ status: 'IN_PROGRESS', requested: 4, allocated: 3, available: 2 });
    provisioned.initialized();
    expect(provisioned.status).toEqual({ status: 'READY', requested: 4, allocated: 4, available: 4 });
  });

  it('fewer: of 5 with 4 busy made 2 the idle one is stopped at once, and two of three as they become idle', () => {
    const provisioned = readyWith(5);
    for (let taken = 0; taken < 4; taken += 1) provisioned.take();
    provisioned.request(2);
    expect(provisioned.free).toBe(false);
    expect(provisioned.due(1, 100)).toEqual({ start: 0, stop: 1, nextAtMs: undefined });
    expect(provisioned.due(0, 101).stop).toBe(0);
    provisioned.ended();
    for (let released = 0; released < 3; released += 1) provisioned.release();
    expect(provisioned.due(3, 200).stop).toBe(2);
    expect(provisioned.status).toEqual({ status: 'READY', requested: 2, allocated: 2, available: 2 });
    provisioned.ended();
    provisioned.ended();
    expect(provisioned.due(0, 300)).toEqual({ start: 0, stop: 0, nextAtMs: undefined });
    expect(provisioned.free).toBe(true);
  });

  it('fewer, while two are starting: the first is kept, the second is to be stopped, and no third is started', () => {
    const provisioned = new Provisioned();
    provisioned.request(3);
    provisioned.due(0, 0);
    expect(provisioned.due(0, 20).start).toBe(2);
    provisioned.request(1);
    expect(provisioned.due(0, 60).start).toBe(0);
    expect([provisioned.initialized(), provisioned.initialized()]).toEqual(['keep', 'stop']);
    expect(provisioned.status).toEqual({ status: 'READY', requested: 1, allocated: 1, available: 1 });
  });

  it('none: all are stopped, and there is no status any more', () => {
    const provisioned = readyWith(3);
    provisioned.request(0);
    expect(provisioned.free).toBe(false);
    expect(provisioned.status).toBeUndefined();
    expect(provisioned.due(3, 100).stop).toBe(3);
  });
});

describe('a failed init', () => {
  it('ends the allocation: of 3 the second fails, the first is stopped, the third stops when it comes, none is claimed', () => {
    const provisioned = new Provisioned();
    provisioned.request(3);
    provisioned.due(0, 0);
    expect(provisioned.due(0, 30).start).toBe(3);
    provisioned.initialized();
    provisioned.initFailed('FUNCTION_ERROR_INIT_FAILURE');
    expect(provisioned.due(1, 40)).toEqual({ start: 0, stop: 1, nextAtMs: undefined });
    expect(provisioned.initialized()).toBe('stop');
    expect(provisioned.claimed).toBe(0);
    expect(provisioned.status).toEqual({
      status: 'FAILED',
      statusReason: 'FUNCTION_ERROR_INIT_FAILURE',
      requested: 3,
      allocated: 0,
      available: 0,
    });
  });

  it('of a replacement leaves the others in service, and starts no more', () => {
    const provisioned = readyWith(3);
    provisioned.ended();
    provisioned.due(0, 100);
    expect(provisioned.due(0, 110).start).toBe(1);
    provisioned.initFailed('FUNCTION_ERROR_INIT_FAILURE');
    expect(provisioned.due(0, 500)).toEqual({ start: 0, stop: 0, nextAtMs: undefined });
    expect(provisioned.status).toMatchObject({ status: 'FAILED', requested: 3, allocated: 2, available: 2 });
  });

  it('of one that was not wanted any more changes nothing', () => {
    const provisioned = new Provisioned();
    provisioned.request(2);
    provisioned.due(0, 0);
    provisioned.due(0, 20);
    provisioned.request(1);
    provisioned.initFailed('FUNCTION_ERROR_INIT_FAILURE');
    provisioned.initialized();
    expect(provisioned.status).toEqual({ status: 'READY', requested: 1, allocated: 1, available: 1 });
  });
});
