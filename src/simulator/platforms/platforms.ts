import type { RandomStreams } from '../random-streams.ts';
import type { Recorder } from '../statistics/recorder.ts';
import { type CloudRun, cloudRun } from './cloud-run.ts';
import { type EventFunction, EventFunctionModel } from './event-function.ts';
import { type KnativeService, knativeService } from './knative.ts';
import { type ManagedInstances, managedInstances } from './managed.ts';
import type { PlatformModel } from './platform.ts';
import { type Servers, servers } from './servers.ts';
import { type SharedContext, sharedModel } from './shared.ts';
import { type WebFunction, webFunction } from './web.ts';

export type Platform = EventFunction | Servers | WebFunction | ManagedInstances | KnativeService | CloudRun;

interface ModelContext {
  readonly tenants: number;
  readonly streams: RandomStreams;
  readonly recorder: Recorder;
}

export function modelOf(platform: Platform, { tenants, streams, recorder }: ModelContext): PlatformModel {
  const context: SharedContext = { streams, recorder };
  switch (platform.kind) {
    case 'event':
      return new EventFunctionModel(platform, tenants, streams, recorder);
    case 'servers':
      return sharedModel(servers(platform), context);
    case 'web':
      return sharedModel(webFunction(platform), context);
    case 'managed':
      return sharedModel(managedInstances(platform), context);
    case 'knative':
      return sharedModel(knativeService(platform), context);
    case 'cloud-run':
      return sharedModel(cloudRun(platform), context);
  }
}
