import { createServer } from 'node:net';
import type { TruthConfig } from '../../src/model/programs.ts';
import { listen } from '../listen.ts';
import { announceReady, onStop, readConfig } from '../program.ts';
import { DelayQueue } from './delay-queue.ts';
import { Roll } from './roll.ts';
import { TruthConnection } from './truth-connection.ts';

const config = readConfig<TruthConfig>();
const roll = new Roll(config);
const queue = new DelayQueue(config.delayMs);
const server = createServer({ noDelay: true }, (socket) => new TruthConnection(socket, roll, queue));
const url = await listen(server, config);
onStop(() => {
  server.close();
  roll.endAllHangs(performance.now());
  if (config.recordFile !== undefined) roll.write(config.recordFile);
});
announceReady(url);
