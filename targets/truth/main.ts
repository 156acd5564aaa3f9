import { createServer } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import { SourceCheck } from '../../src/model/http/request-source.ts';
import type { TruthConfig } from '../../src/model/platform/programs.ts';
import { listen } from '../listen.ts';
import { announceReady, fail, messageOf, onStop, readConfig } from '../program.ts';
import { DelayQueue } from './delay-queue.ts';
import { TruthLedger } from './ledger.ts';
import { stallOnce } from './stall.ts';
import { TruthConnection } from './truth-connection.ts';

const config = await readConfig<TruthConfig>();
const secureContext = config.tls && secureContextOf(config.tls);
const ledger = new TruthLedger(config);
const plan = {
  check: new SourceCheck(config),
  ledger,
  queue: new DelayQueue(config.delayMs),
  stall: stallOnce(config.stall),
};
const server = createServer({ noDelay: true }, (socket) => new TruthConnection(socket, plan, secureContext));
const url = await listen(server, config);
onStop(() => {
  server.close();
  ledger.endAllHangs(performance.now());
  ledger.write();
});
announceReady(secureContext === undefined ? url : url.replace('http:', 'https:'));

function secureContextOf(pem: NonNullable<TruthConfig['tls']>): SecureContext {
  try {
    return createSecureContext(pem);
  } catch (error) {
    return fail(`no key and certificate in PEM: ${messageOf(error)}`);
  }
}
