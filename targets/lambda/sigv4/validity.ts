import type { SignatureClaim } from './claim.ts';
import { type InvalidSignature, invalid } from './verdict.ts';

/** How far the client's clock may be from ours. */
const clockSkewMs = 5 * 60_000;

/** Undefined: the signature was made neither too long ago nor in the future. */
export function timeProblem(claim: SignatureClaim, nowMs: number): InvalidSignature | undefined {
  const signedAtMs = epochMsOf(claim.amzDate);
  if (signedAtMs === undefined)
    return invalid(
      `Date must be in ISO-8601 'basic format'. Got '${claim.amzDate}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  const day = claim.amzDate.slice(0, 8);
  if (claim.scope.date !== day)
    return invalid(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${claim.scope.date}' != '${day}', from '${claim.amzDate}'.`,
    );
  if (signedAtMs > nowMs + clockSkewMs) {
    const [signed, latest, now] = [signedAtMs, nowMs + clockSkewMs, nowMs].map(basicFormat);
    return invalid(`Signature not yet current: ${signed} is still later than ${latest} (${now} + 5 min.)`);
  }
  return claim.expiresS === undefined
    ? ageProblem(signedAtMs, nowMs)
    : expiryProblem(signedAtMs, claim.expiresS, nowMs);
}

function ageProblem(signedAtMs: number, nowMs: number): InvalidSignature | undefined {
  if (signedAtMs >= nowMs - clockSkewMs) return undefined;
  const [signed, earliest, now] = [signedAtMs, nowMs - clockSkewMs, nowMs].map(basicFormat);
  return invalid(`Signature expired: ${signed} is now earlier than ${earliest} (${now} - 5 min.)`);
}

/** A presigned URL lives exactly as long as it says. */
function expiryProblem(signedAtMs: number, expiresS: number, nowMs: number): InvalidSignature | undefined {
  const endsAtMs = signedAtMs + expiresS * 1000;
  if (nowMs <= endsAtMs) return undefined;
  return invalid(`Signature expired: ${basicFormat(endsAtMs)} is now earlier than ${basicFormat(nowMs)}`);
}

/** `20150830T123600Z`. Undefined also for what has the form but is no date. */
function epochMsOf(amzDate: string): number | undefined {
  const [, ...parts] = amzDate.match(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/) ?? [];
  const [year, month, day, hour, minute, second] = parts;
  const epochMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(epochMs) ? undefined : epochMs;
}

const basicFormat = (epochMs: number): string => new Date(epochMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
