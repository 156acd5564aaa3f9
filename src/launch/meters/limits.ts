import os from 'node:os';
import { optional } from '../../model/optional.ts';
import { readProc } from './proc.ts';

/** What this machine lets a process have. Absent where there is no /proc. */
export interface MachineLimits {
  /** Of a process that we start: the soft limit on open files. */
  readonly openFiles?: number;
  /** Ports that outgoing connections to one address can have. */
  readonly ephemeralPorts?: number;
  readonly somaxconn?: number;
  readonly availableMemoryMb: number;
}

export const readLimits = (): MachineLimits =>
  limitsOf({
    limits: readProc('/proc/self/limits'),
    portRange: readProc('/proc/sys/net/ipv4/ip_local_port_range'),
    somaxconn: readProc('/proc/sys/net/core/somaxconn'),
    meminfo: readProc('/proc/meminfo'),
  });

type ProcTexts = { readonly [File in 'limits' | 'portRange' | 'somaxconn' | 'meminfo']: string | undefined };

export function limitsOf({ limits, portRange, somaxconn, meminfo }: ProcTexts): MachineLimits {
  const [first, last] = (portRange ?? '').trim().split(/\s+/).map(Number);
  const availableKb = meminfo?.match(/^MemAvailable:\s+(\d+) kB/m)?.[1];
  return {
    ...optional('openFiles', numberIn(limits?.match(/^Max open files\s+(\d+)/m)?.[1])),
    ...optional('ephemeralPorts', first && last ? last - first + 1 : undefined),
    ...optional('somaxconn', numberIn(somaxconn?.trim())),
    availableMemoryMb: availableKb === undefined ? os.freemem() / 2 ** 20 : Number(availableKb) / 1024,
  };
}

const numberIn = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
