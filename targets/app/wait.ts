export type Wait = (ms: number) => Promise<void>;

/** Longer ones overflow Node's timers, which then fire at once. */
export const longestTimerMs = 2 ** 31 - 1;

export const waitOnTimer: Wait = (ms) =>
  ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, Math.min(ms, longestTimerMs)));

/**
 * Waits for a real call to `targets/backend` over a keep-alive pool of its own. node:http is loaded here and not by an
 * import, because it would cost every cold start of a workload that does without.
 */
export function waitOnBackend(backendUrl: string): Wait {
  const http = process.getBuiltinModule('node:http');
  const agent = new http.Agent({ keepAlive: true });
  return (ms) =>
    new Promise((resolve, reject) => {
      const request = http.get(`${backendUrl}/?ms=${ms}`, { agent }, (response) => {
        response.resume().once('error', reject);
        response.once('end', () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`the backend answered ${response.statusCode}`));
        });
      });
      request.once('error', reject);
    });
}
