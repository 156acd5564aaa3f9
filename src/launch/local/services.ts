import { type BackendConfig, type BackendStats, backendStatsPath } from '../../model/platform/programs.ts';
import type { WaitTime } from '../../model/platform/wait-time.ts';
import { serviceVariable } from '../../scenario/services.ts';
import { late, within } from '../helpers/within.ts';
import { type Program, startProgram } from './program.ts';

/** A slow service, as a target waits for it. */
export interface ServicePlan {
  readonly delay: WaitTime;
  readonly maxConnections?: number;
}

/** The slow services beside one target, each a program of its own. */
export interface Services extends AsyncDisposable {
  /** Their URLs, by name. */
  readonly urls: Readonly<Record<string, string>>;
  /** The same by the variables in which targets get them. */
  readonly variables: Readonly<Record<string, string>>;
  /** Which of them has ended, and how: the first. */
  readonly ended: Promise<string>;
  /** By name. */
  stats(): Promise<Readonly<Record<string, BackendStats | Silence>>>;
}

interface Silence {
  readonly silent: string;
}

/** A service keeps these figures ready; what takes so long is a process that is stopped. */
const answerWithinMs = 5000;

interface Starting {
  readonly largestBurst: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

export async function startServices(
  plans: Readonly<Record<string, ServicePlan>>,
  { largestBurst, seed, signal }: Starting,
): Promise<Services> {
  const programs: [string, Program][] = [];
  const stop = async () => {
    await Promise.all(programs.map(([, program]) => program.stop()));
  };
  try {
    for (const [name, plan] of Object.entries(plans)) {
      const config: BackendConfig = {
        host: '127.0.0.1',
        port: 0,
        backlog: Math.max(1024, 2 * largestBurst),
        seed,
        ...plan,
      };
      const program = { name: `the service ${name}`, program: 'targets/backend/main', config, signal };
      programs.push([name, await startProgram(program)]);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const urls = Object.fromEntries(programs.map(([name, { url }]) => [name, url]));
  return {
    urls,
    variables: Object.fromEntries(programs.map(([name, { url }]) => [serviceVariable(name), url])),
    ended: Promise.race(programs.map(([name, { ended }]) => ended.then((how) => `the service ${name}: ${how}`))),
    stats: async () => {
      const all = programs.map(async ([name, { url }]) => [name, await statsOf(url, signal)] as const);
      return Object.fromEntries(await Promise.all(all));
    },
    [Symbol.asyncDispose]: stop,
  };
}

async function statsOf(url: string, signal: AbortSignal): Promise<BackendStats | Silence> {
  const asking = new AbortController();
  const asked = askStats(url, asking.signal).catch((error: unknown) => ({ silent: wordsOf(error) }));
  const answer = await within(asked, { ms: answerWithinMs, signal });
  asking.abort();
  return answer === late ? { silent: 'it did not answer' } : answer;
}

async function askStats(url: string, signal: AbortSignal): Promise<BackendStats> {
  // Only a few runs ask a service, and this loads 100 modules.
  const { request } = await import('undici');
  const { body } = await request(`${url}${backendStatsPath}`, { signal });
  return (await body.json()) as BackendStats;
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
