import { readFile } from 'node:fs/promises';
import { optional } from '../../model/optional.ts';
import {
  type EndEvent,
  invocationOf,
  parseTelemetryLine,
  type TelemetryEvent,
} from '../../model/platform/telemetry.ts';
import type { PlatformAccount } from '../running-target.ts';

/**
 * The account of an embedded Lambda that has stopped. What its telemetry lacks, or that it cannot be read, is in `incomplete`.
 * @param aheadMs by how much its epoch is ahead of ours
 */
export async function readTelemetry(file: string, aheadMs: number): Promise<PlatformAccount> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => error);
  if (typeof text !== 'string')
    return { ...nothingReported, incomplete: `its telemetry cannot be read: ${text.message}` };
  const lines = text.split('\n').flatMap((line) => parseTelemetryLine(line) ?? []);
  const events = lines.map((event) => onOurClock(event, aheadMs));
  const end = events.findLast((event) => event.type === 'rollcall.end');
  return {
    invocations: events.filter((event) => event.type === 'platform.report').map(invocationOf),
    environmentEvents: events.filter((event) => event.type === 'rollcall.environment'),
    initReports: events.filter((event) => event.type === 'platform.initReport'),
    activeCpu: events.filter((event) => event.type === 'rollcall.active-cpu'),
    ...optional('incomplete', whyIncomplete(end)),
    ...optional('logIncomplete', whyLogIncomplete(end)),
  };
}

const nothingReported = { invocations: [], environmentEvents: [] };

function whyIncomplete(end: EndEvent | undefined): string | undefined {
  if (end === undefined) return 'its telemetry has no end: the embedded Lambda was killed, or could not write it';
  const { lostEvents } = end.record;
  return lostEvents === 0 ? undefined : `${lostEvents} events of its telemetry could not be written`;
}

const whyLogIncomplete = (end: EndEvent | undefined): string | undefined =>
  end === undefined || end.record.lostLogLines === 0
    ? undefined
    : `${end.record.lostLogLines} lines of its log could not be written`;

/** Every instant that is compared with one of ours. The ISO times beside them are for people. */
function onOurClock(event: TelemetryEvent, aheadMs: number): TelemetryEvent {
  switch (event.type) {
    case 'rollcall.environment':
      return { ...event, record: { ...event.record, atEpochMs: event.record.atEpochMs - aheadMs } };
    case 'platform.initReport': {
      const { rollcall } = event.record;
      const moved = { ...rollcall, endedAtEpochMs: rollcall.endedAtEpochMs - aheadMs };
      return { ...event, record: { ...event.record, rollcall: moved } };
    }
    case 'platform.report': {
      const { rollcall } = event.record;
      const moved = { ...rollcall, startedAtEpochMs: rollcall.startedAtEpochMs - aheadMs };
      return { ...event, record: { ...event.record, rollcall: moved } };
    }
    default:
      return event;
  }
}
