export type RuntimeState =
  | 'initializing'
  /** Held at `restore/next`. */
  | 'restoring'
  | 'restored'
  /** Held at `next`. */
  | 'waiting'
  | 'running'
  | 'streaming'
  | 'answered'
  | 'ended';

/** What the runtime asks for, and, the last four, what the platform does. */
export type RuntimeAct =
  | 'next'
  | 'response'
  | 'stream'
  | 'error'
  | 'init-error'
  | 'restore-next'
  | 'restore-error'
  | 'invoke'
  | 'stream-end'
  | 'restore'
  | 'end';

const becomes: Record<RuntimeState, { readonly [A in RuntimeAct]?: RuntimeState }> = {
  initializing: { next: 'waiting', 'restore-next': 'restoring', 'init-error': 'ended', end: 'ended' },
  restoring: { restore: 'restored', end: 'ended' },
  restored: { next: 'waiting', 'restore-error': 'ended', end: 'ended' },
  waiting: { invoke: 'running', end: 'ended' },
  running: { response: 'answered', stream: 'streaming', error: 'answered', end: 'ended' },
  streaming: { 'stream-end': 'answered', end: 'ended' },
  answered: { next: 'waiting', end: 'ended' },
  ended: {},
};

/** The state after an act; undefined if it is not allowed. */
export const stateAfter = (state: RuntimeState, act: RuntimeAct): RuntimeState | undefined => becomes[state][act];
