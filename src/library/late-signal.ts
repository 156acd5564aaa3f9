/** The waits of an interrupted run have ended by then. */
const lateAfterMs = 2500;

/** Aborted a little later than `signal`: skips long work that can be done later, such as the page of a large run. */
export function lateSignal(signal: AbortSignal): Disposable & { readonly late: AbortSignal } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    timer = setTimeout(() => controller.abort(), lateAfterMs).unref();
  };
  if (signal.aborted) wait();
  else signal.addEventListener('abort', wait, { once: true });
  const dispose = () => {
    signal.removeEventListener('abort', wait);
    clearTimeout(timer);
  };
  return { late: controller.signal, [Symbol.dispose]: dispose };
}
