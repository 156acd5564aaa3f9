import { UserError } from '../../model/errors.ts';

/**
 * The subjects of one fleet. What a coordinator publishes and what a worker publishes never share a subject, so that the permissions of an
 * account can tell them apart.
 */
export interface Subjects {
  /** Coordinator to all workers: who is there? Each answers with a hello. */
  readonly call: string;
  /** Coordinator to one worker. */
  to(worker: string): string;
  /** Coordinator to all workers of a run. */
  all(run: string): string;
  /** One worker to the coordinator of a run; `*` for every worker. */
  from(run: string, worker: string): string;
  /** Blocks of samples, which a stream keeps; `*` for every worker. */
  samples(run: string, worker: string): string;
  /** The stream that keeps them. */
  stream(run: string): string;
}

export const defaultFleet = 'default';

export const subjectsOf = (fleet: string): Subjects => {
  const root = `rollcall.${fleet}`;
  return {
    call: `${root}.call`,
    to: (worker) => `${root}.to.${worker}`,
    all: (run) => `${root}.run.${run}.all`,
    from: (run, worker) => `${root}.run.${run}.from.${worker}`,
    samples: (run, worker) => `${root}.run.${run}.samples.${worker}`,
    stream: (run) => `rollcall_${fleet}_${run}`,
  };
};

/**
 * A dot would be another level of the subject, and `*` and `>` are wildcards.
 * @throws {UserError} `usage`
 */
export function parseFleet(text: string): string {
  if (/^[A-Za-z0-9-]{1,32}$/.test(text)) return text;
  throw new UserError('usage', `--fleet: expected 1 to 32 letters, digits and hyphens, got "${text}"`);
}
