import { randomBytes } from 'node:crypto';

/** Continues the caller's trace, or begins one: `Root=1-{epoch s}-{24 hex digits};Parent={16};Sampled=0`. */
export function traceIdOf(header: string | string[] | undefined, nowEpochMs: number): string {
  const given = String(header ?? '').match(/Root=(1-[0-9a-f]{8}-[0-9a-f]{24})/)?.[1];
  const hex = randomBytes(20).toString('hex');
  const root = given ?? `1-${Math.floor(nowEpochMs / 1000).toString(16)}-${hex.slice(0, 24)}`;
  return `Root=${root};Parent=${hex.slice(24)};Sampled=0`;
}
