import type { WriteStream } from 'node:tty';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LiveView, showProgress } from '../../../../../src/cli/run/live/progress.ts';
import { sampleOf } from '../../../stats/sample-of.ts';
import { FakeTerminal } from '../../fake-terminal.ts';

class Pipe {
  text = '';
  write(text: string): boolean {
    this.text += text;
    return true;
  }
}

/** As much of a stream as progress needs. */
const asStream = (fake: Pipe | FakeTerminal): WriteStream => fake as unknown as WriteStream;

/** Ten of ten, due at 0 and done after 50 ms each, whose answers name no environment, then a target that fails. */
function tell({ onEvent }: LiveView): void {
  onEvent({ kind: 'starting', target: 'lambda', repeat: 0 });
  onEvent({ kind: 'phase', target: 'lambda', phase: 'burst', requests: 10, inFlight: () => 3 });
  for (let n = 0; n < 10; n += 1) onEvent({ kind: 'sample', sample: sampleOf({ sentAtMs: 0, completedAtMs: 50 }) });
  onEvent({ kind: 'finished', target: 'lambda' });
  onEvent({ kind: 'starting', target: 'server', repeat: 0 });
  onEvent({ kind: 'target-failed', target: 'server', message: 'no \u001b[2J port' });
}

const size = { targets: ['lambda', 'server'], repeats: 1, plannedMs: 0 };

const summary = 'lambda burst:  10 requests in 50.0 ms  service p50 50.0 ms  max 50.0 ms';

const wordsOf = (lines: readonly string[]): string => lines.join(' ').trim().replace(/ +/g, ' ');

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubEnv('TERM', 'xterm');
  // Node takes an unknown CI service for an output without colors.
  vi.stubEnv('CI', undefined);
  vi.stubEnv('FORCE_COLOR', undefined);
  vi.stubEnv('NO_COLOR', '1');
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

describe('without a terminal', () => {
  it('writes an error of a function at once, in the middle of its phase', () => {
    const pipe = new Pipe();
    const { onEvent } = showProgress(asStream(pipe), false, size);
    onEvent({ kind: 'starting', target: 'lambda', repeat: 0 });
    onEvent({ kind: 'phase', target: 'lambda', phase: 'burst', requests: 1, inFlight: () => 1 });
    onEvent({ kind: 'function-failed', target: 'lambda', error: 'no \u001b[2J stock' });
    onEvent({ kind: 'sample', sample: sampleOf({ sentAtMs: 0, completedAtMs: 50 }) });
    onEvent({ kind: 'finished', target: 'lambda' });
    const [started, failed, ended] = pipe.text.split('\n');
    expect(started).toBe('lambda burst: started (1 request)');
    expect(failed).toBe('lambda failed: no \\x1b[2J stock');
    expect(ended).toMatch(/^lambda burst: {2}1 request in 50\.0 ms/);
  });

  it('has no colors, unless FORCE_COLOR asks for them', () => {
    const failure = () => {
      const pipe = new Pipe();
      tell(showProgress(asStream(pipe), false, size));
      return pipe.text.split('\n').at(-2);
    };
    expect(failure()).toBe('server: no \\x1b[2J port');
    vi.stubEnv('FORCE_COLOR', '1');
    expect(failure()).toBe('\u001b[31mserver: no \\x1b[2J port\u001b[39m');
  });

  it('writes one line as a phase starts, one as it ends, and what failed', () => {
    const pipe = new Pipe();
    const progress = showProgress(asStream(pipe), false, size);
    tell(progress);
    progress.done();
    expect(pipe.text.split('\n')).toEqual([
      'lambda burst: started (10 requests)',
      summary,
      'server: no \\x1b[2J port',
      '',
    ]);
  });

  it('writes where a phase is every 10 s, and no more after its end', () => {
    const pipe = new Pipe();
    const progress = showProgress(asStream(pipe), false, size);
    progress.onEvent({ kind: 'starting', target: 'server', repeat: 0 });
    progress.onEvent({ kind: 'phase', target: 'server', phase: 'burst', requests: 10, inFlight: () => 3 });
    vi.advanceTimersByTime(20_000);
    progress.done();
    vi.advanceTimersByTime(20_000);
    expect(pipe.text.split('\n')).toEqual([
      'server burst: started (10 requests)',
      'server burst:  10.0 s  0 of 10 requests  target 2 of 2',
      'server burst:  20.0 s  0 of 10 requests  target 2 of 2',
      expect.stringMatching(/^server burst: {2}0 of 10 requests in 20\.0 s/),
      '',
    ]);
  });

  it('sums up a phase that nobody ended', () => {
    const pipe = new Pipe();
    const progress = showProgress(asStream(pipe), false, size);
    progress.onEvent({ kind: 'phase', target: 'lambda', phase: 'burst', requests: 10, inFlight: () => 3 });
    progress.done();
    expect(pipe.text).toContain('lambda burst:  0 of 10 requests in 0.00 ms');
  });
});

it('is silent when quiet, on a terminal and elsewhere', () => {
  for (const out of [new Pipe(), new FakeTerminal()]) {
    const progress = showProgress(asStream(out), true, size);
    tell(progress);
    vi.advanceTimersByTime(1000);
    progress.done();
    expect(out instanceof Pipe ? out.text : out.writes).toBe(out instanceof Pipe ? '' : 0);
  }
});

describe('on a terminal', () => {
  it('leaves only the summary and the failure, and writes no more after its end', () => {
    const terminal = new FakeTerminal({ columns: 200 });
    const progress = showProgress(asStream(terminal), false, size);
    tell(progress);
    progress.done();
    expect(vi.getTimerCount()).toBe(0);
    const { writes } = terminal;
    vi.advanceTimersByTime(1000);
    expect(terminal.lines).toEqual([summary, 'server: no \\x1b[2J port', '']);
    expect([terminal.column, terminal.writes]).toEqual([0, writes]);
  });

  it.each([60, 80])('of %i columns has every word of the block and of the summary, and no longer line', (columns) => {
    const terminal = new FakeTerminal({ columns });
    const progress = showProgress(asStream(terminal), false, size);
    progress.onEvent({ kind: 'starting', target: 'lambda', repeat: 0 });
    progress.onEvent({ kind: 'phase', target: 'lambda', phase: 'burst', requests: 300, inFlight: () => 3 });
    for (let n = 0; n < 200; n += 1)
      progress.onEvent({
        kind: 'sample',
        sample: sampleOf({ sentAtMs: 0, completedAtMs: 50, identity: { instanceId: `${n}` } }),
      });
    vi.advanceTimersByTime(1000);
    const block = terminal.lines;
    progress.done();
    const times = 'service p50 50.0 ms p99 50.0 ms max 50.0 ms send lag p99 0.00 ms';
    expect(wordsOf(block)).toContain(`3 in flight 200 environments ${'■■■■■■■■■■ '.repeat(20)}${times} target 1 of 2`);
    expect(wordsOf(terminal.lines)).toMatch(
      new RegExp(`^lambda burst: 200 of 300 requests in .* ms 200 environments ${times}$`),
    );
    expect([...block, ...terminal.lines].filter((line) => line.length >= columns)).toEqual([]);
  });

  it('writes at most 10 times for 100,000 samples in a second, and shows them all', () => {
    const terminal = new FakeTerminal();
    const progress = showProgress(asStream(terminal), false, size);
    progress.onEvent({ kind: 'phase', target: 'lambda', phase: 'burst', requests: 200_000, inFlight: () => 3 });
    for (let ms = 1; ms <= 1000; ms += 1) {
      for (let n = 0; n < 100; n += 1)
        progress.onEvent({ kind: 'sample', sample: sampleOf({ sentAtMs: 0, completedAtMs: ms }) });
      vi.advanceTimersByTime(1);
    }
    expect(terminal.writes).toBeLessThanOrEqual(10);
    vi.advanceTimersByTime(200);
    expect(terminal.lines[0]).toContain('100,000/200,000  50%');
    progress.done();
  });

  it('makes room for what others say at a signal, and listens to none after its end', () => {
    const terminal = new FakeTerminal();
    const before = process.listenerCount('SIGINT');
    const other = () => terminal.write('interrupted\n');
    process.on('SIGINT', other);
    const progress = showProgress(asStream(terminal), false, size);
    progress.onEvent({ kind: 'phase', target: 'lambda', phase: 'burst', requests: 10, inFlight: () => 3 });
    process.emit('SIGINT');
    vi.advanceTimersByTime(500);
    expect(terminal.lines[0]).toBe('interrupted');
    expect(terminal.lines).toHaveLength(1 + 2 + 1);
    progress.done();
    process.off('SIGINT', other);
    expect(process.listenerCount('SIGINT')).toBe(before);
  });

  it('colours failures, unless NO_COLOR is set', () => {
    const coloured = () => {
      const pipe = Object.assign(new Pipe(), { isTTY: true });
      const progress = showProgress(asStream(pipe), false, size);
      tell(progress);
      progress.done();
      return pipe.text.includes('\u001b[31mserver');
    };
    expect(coloured()).toBe(false);
    vi.stubEnv('NO_COLOR', undefined);
    expect(coloured()).toBe(true);
  });

  it('that cannot move its cursor gets plain lines', () => {
    vi.stubEnv('TERM', 'dumb');
    const pipe = Object.assign(new Pipe(), { isTTY: true });
    tell(showProgress(asStream(pipe), false, size));
    expect(pipe.text).not.toContain('\u001b');
  });
});
