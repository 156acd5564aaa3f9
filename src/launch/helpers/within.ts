export const late = Symbol('late');

export interface Bound {
  readonly ms: number;
  /** Of the run. Once it is aborted, no more than `hurriedMs` is waited. */
  readonly signal?: AbortSignal | undefined;
  readonly hurriedMs?: number;
}

/** All waits of a run that is stopped take less than 5 s together. */
const defaultHurriedMs = 700;

/**
 * What a promise resolves to, or `late`: a process that is silent or dead never answers, and nobody waits for one without a bound.
 * Rejects as the promise does.
 */
export function within<T>(
  promise: Promise<T>,
  { ms, signal, hurriedMs = defaultHurriedMs }: Bound,
): Promise<T | typeof late> {
  return new Promise((resolve, reject) => {
    const giveUp = () => resolve(late);
    let timer = setTimeout(giveUp, signal?.aborted ? Math.min(ms, hurriedMs) : ms);
    const hurry = () => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, Math.min(ms, hurriedMs));
    };
    signal?.addEventListener('abort', hurry, { once: true });
    promise.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', hurry);
    });
  });
}
