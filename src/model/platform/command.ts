import type { Enforcement } from './lambda.ts';
import type { ReadyLine } from './programs.ts';

/** The program `targets/command/main`: starts a server of the user's own, limits it, and stops all that it has started. */
export interface CommandConfig {
  /** Program and arguments. In a container: what its image is to run instead of its own, if anything. */
  readonly command: readonly string[];
  readonly container?: ContainerConfig;
  readonly directory: string;
  /** The whole environment of the server. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where it will listen, on loopback or on all addresses. */
  readonly port: number;
  readonly ready: Readiness;
  readonly limits: ServerSize;
  /** What it prints. */
  readonly logFile: string;
}

interface Readiness {
  /** Absent: it is ready when its port takes connections. */
  readonly path?: string;
  /** First and last status of each range that means ready. */
  readonly statuses: readonly (readonly [number, number])[];
  readonly timeoutMs: number;
}

export interface ContainerConfig {
  readonly image: string;
  /** The program: docker or podman. */
  readonly runtime: string;
  /** Where the server listens inside. */
  readonly port: number;
  /** The environment of docker or podman itself. */
  readonly client: Readonly<Record<string, string>>;
}

export interface ServerSize {
  /** Absent: not stated, and not limited. */
  readonly vcpus?: number;
  readonly memoryMb: number;
}

export interface CommandReadyLine extends ReadyLine {
  /** The first process of the server, above all others of it. 0: it is not known. */
  readonly serverPid: number;
  /** From its start until it was ready. */
  readonly startupMs: number;
  readonly enforced: Enforcement;
}

/** Begins the reason why the CPUs of a server are not limited, although they are more than it may use. */
export const vcpusNotEnforced = 'the vCPUs of the server are not enforced';

/** Begins a line on stderr that says why the log of the server is incomplete. */
export const logTroublePrefix = 'log: ';

/** A variable of each process of one server: its value finds those that have left its process group. */
export const treeVariable = 'ROLLCALL_SERVER';
