import http from 'node:http';
import https from 'node:https';
import { thisInstance } from './call.ts';
import { tagAnswer } from './http-answer.ts';

// For `node --import`: has all HTTP/1.1 servers of a process name it in their answers, as `rollcall/node` does, without a change of
// their code. Each process of a cluster loads it.
for (const { prototype } of [http.Server, https.Server]) {
  const { emit } = prototype;
  prototype.emit = function (this: http.Server, event: string, ...rest: unknown[]): boolean {
    // Init is over when the server listens.
    if (event === 'listening') thisInstance.initMs = performance.now();
    const call = event === 'request' ? tagAnswer(rest[1] as http.ServerResponse, thisInstance) : undefined;
    const isHandled = (emit as (event: string, ...rest: unknown[]) => boolean).call(this, event, ...rest);
    call?.endSection();
    return isHandled;
  };
}
