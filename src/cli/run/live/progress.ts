import type { WriteStream } from 'node:tty';
import type { RunEvent } from '../../../experiment/progress.ts';
import { printable } from '../../../model/printable.ts';
import { type Paint, painter } from '../../../report/summary/paint.ts';
import { wrapped } from '../../../report/summary/wrapped.ts';
import { wantsColor } from '../../terminal-options.ts';
import type { RunSize } from './remaining.ts';
import { LiveScreen } from './screen.ts';
import { type PhaseProgress, RunState } from './state.ts';
import { type Line, liveLines, progressLine, startLine, summaryLine, textsOf } from './view.ts';

export interface LiveView {
  onEvent(event: RunEvent): void;
  /** Ends the live view: removes the block and leaves the cursor at the start of a line. */
  done(): void;
}

/** On a terminal, a block that is redrawn; elsewhere, one line for each start and end of a phase, and one every 10 s between them. */
export function showProgress(out: WriteStream, quiet: boolean, size: RunSize): LiveView {
  if (quiet) return { onEvent: () => {}, done: () => {} };
  const paint = painter(wantsColor(out));
  // A dumb terminal cannot move its cursor.
  return out.isTTY && process.env['TERM'] !== 'dumb' ? liveBlock(out, paint, size) : plainLines(out, paint, size);
}

function plainLines(out: WriteStream, paint: Paint, size: RunSize): LiveView {
  const state = new RunState(nowMs, size);
  const write = (line: Line) => out.write(`${textsOf(line, Number.POSITIVE_INFINITY, paint).join('\n')}\n`);
  const timer = setInterval(() => {
    for (const target of state.running) write(progressLine(target, nowMs(), state.left));
  }, plainEveryMs).unref();
  const onEvent = (event: RunEvent) => {
    const { ended, started } = state.apply(event);
    if (ended) write(summaryLine(ended));
    if (started) write(startLine(started));
    const trouble = troubleText(event);
    if (trouble !== undefined) out.write(`${paint.red(trouble)}\n`);
  };
  const done = () => {
    clearInterval(timer);
    for (const phase of state.endAll()) write(summaryLine(phase));
  };
  return { onEvent, done };
}

/** A log shows that the run goes on, and does not fill up. */
const plainEveryMs = 10_000;

const nowMs = () => performance.now();

/**
 * A timer draws, not the arrival of samples, so that a sample costs the generator almost nothing. The timer
 * does not keep the process alive.
 */
function liveBlock(out: WriteStream, paint: Paint, size: RunSize): LiveView {
  const state = new RunState(nowMs, size);
  const screen = new LiveScreen(out, nowMs);
  const keep = (phase: PhaseProgress) => screen.keep(textsOf(summaryLine(phase), screen.width, paint).join('\n'));
  const draw = () =>
    screen.draw(() =>
      liveLines(state.running, nowMs(), state.left).flatMap((line) => textsOf(line, screen.width, paint)),
    );
  const onEvent = (event: RunEvent) => {
    const { ended } = state.apply(event);
    if (ended) keep(ended);
    const trouble = troubleText(event);
    if (trouble !== undefined) screen.keep(wrapped(paint.red(trouble), screen.width));
    if (event.kind !== 'sample') draw();
  };
  const timer = setInterval(draw, tickMs).unref();
  const release = clearOnSignals(screen);
  const done = () => {
    clearInterval(timer);
    release();
    for (const phase of state.endAll()) keep(phase);
    screen.clear();
  };
  return { onEvent, done };
}

/** Slightly more than the screen's own limit, so that the screen accepts a timer that fires early. */
const tickMs = 105;

/** Other signal handlers write below the block. Without this, the next drawing would erase their text. */
function clearOnSignals(screen: LiveScreen): () => void {
  const clear = () => screen.clear();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const name of signals) process.prependListener(name, clear);
  return () => {
    for (const name of signals) process.off(name, clear);
  };
}

function troubleText(event: RunEvent): string | undefined {
  if (event.kind === 'aborted') return `ended early: ${printable(event.message)}`;
  if (event.kind === 'function-failed') return `${event.target} failed: ${printable(event.error)}`;
  return event.kind === 'target-failed' ? `${event.target}: ${printable(event.message)}` : undefined;
}
