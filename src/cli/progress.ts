import type { WriteStream } from 'node:tty';
import type { RunEvent } from '../experiment/progress.ts';
import { printable } from '../model/printable.ts';

export interface Progress {
  onEvent(event: RunEvent): void;
  /** Ends the live line. */
  done(): void;
}

/** At most so often is the live line drawn anew. */
const redrawMs = 100;

/** A live line on a terminal, a plain line per phase elsewhere. */
export function showProgress(out: WriteStream, quiet: boolean): Progress {
  if (quiet) return { onEvent: () => {}, done: () => {} };
  return out.isTTY ? liveLine(out) : plainLines(out);
}

function plainLines(out: WriteStream): Progress {
  const onEvent = (event: RunEvent) => {
    if (event.kind === 'sample') return;
    out.write(`${wordsFor(event)}\n`);
  };
  return { onEvent, done: () => {} };
}

function liveLine(out: WriteStream): Progress {
  const state = { phase: '', expected: 0, done: 0, failed: 0, instances: new Set<string>(), drawnAtMs: 0 };
  const draw = () => {
    const bad = state.failed === 0 ? '' : `, ${state.failed} not answered`;
    out.write(
      `\r\x1b[K${state.phase}: ${state.done}/${state.expected} done${bad}, ${state.instances.size} environments`,
    );
  };
  const onEvent = (event: RunEvent) => {
    if (event.kind === 'sample') {
      state.done += 1;
      if (event.sample.outcome.kind !== 'answered') state.failed += 1;
      if (event.sample.identity) state.instances.add(event.sample.identity.instanceId);
      if (performance.now() - state.drawnAtMs < redrawMs && state.done < state.expected) return;
      state.drawnAtMs = performance.now();
      draw();
      if (state.done === state.expected) out.write('\n');
      return;
    }
    if (event.kind === 'phase') {
      Object.assign(state, {
        phase: wordsFor(event),
        expected: event.requests,
        done: 0,
        failed: 0,
        instances: new Set(),
      });
      draw();
    } else if (event.kind !== 'finished') out.write(`\r\x1b[K${wordsFor(event)}\n`);
  };
  return { onEvent, done: () => out.write('\r\x1b[K') };
}

function wordsFor(event: Exclude<RunEvent, { kind: 'sample' }>): string {
  switch (event.kind) {
    case 'starting':
      return `${event.target}: starting`;
    case 'phase':
      return `${event.target} ${event.phase} (${event.requests} requests)`;
    case 'target-failed':
      return `${event.target}: ${printable(event.message)}`;
    case 'finished':
      return `${event.target}: finished`;
  }
}
