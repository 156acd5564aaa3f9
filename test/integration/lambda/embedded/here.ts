import { InvokeApi } from '../../../../targets/lambda/invoke-api/server.ts';
import { Resources } from '../../../../targets/lambda/resources/resources.ts';
import { LambdaService, sourcesOf } from '../../../../targets/lambda/service.ts';
import { RoleCredentials } from '../../../../targets/lambda/variables/role-credentials.ts';
import { openTraceSink } from '../../../../targets/lambda/variables/trace-sink.ts';
import { type FunctionOverrides, serviceConfig } from '../../local/service-config.ts';
import { Lambda } from './lambda.ts';

/**
 * What the program of the embedded Lambda does, in this process, with a function from the fixtures: the program takes 0.3 s of CPU for each
 * start. `LambdaProgram` is for claims about starting, signals, descriptors, and how soon something happens.
 */
export class LambdaHere extends Lambda {
  #service: LambdaService | undefined;
  #invokeApi: InvokeApi | undefined;
  #stopped: Promise<void> | undefined;

  static async start(fixtureName: string, overrides: FunctionOverrides = {}): Promise<LambdaHere> {
    const lambda = new LambdaHere();
    try {
      await lambda.#deploy(fixtureName, overrides);
    } catch (error) {
      await lambda[Symbol.asyncDispose]();
      throw error;
    }
    return lambda;
  }

  get url(): string {
    return this.#service?.lines[0]?.functionUrl ?? '';
  }

  get invokeEndpoint(): string {
    return this.#invokeApi?.url ?? '';
  }

  async discard(): Promise<void> {
    await this.#service?.discard({ discard: 'fixture' });
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  async #end(): Promise<void> {
    this.#invokeApi?.close();
    await this.#service?.stop();
    await resources.giveBack();
  }

  async #deploy(fixtureName: string, overrides: FunctionOverrides): Promise<void> {
    const config = serviceConfig(this.directory, fixtureName, overrides);
    const role = new RoleCredentials(config.roleCredentials ?? {});
    traceAddress ??= openTraceSink();
    const shared = { resources: await resources.take(), role, traceAddress: await traceAddress };
    const service = new LambdaService(config, shared);
    this.#service = service;
    if (config.invokeApi !== undefined)
      this.#invokeApi = await InvokeApi.listen({
        ...{ ...sourcesOf(config), port: config.invokeApi.port, platform: service },
        ...(config.credentials !== undefined && { credentials: [config.credentials, ...role.all] }),
        onDiscarded: () => {},
        onError: (error) => console.error(error),
      });
    await service.deploy(this.#invokeApi?.url);
  }
}

let traceAddress: Promise<string> | undefined;

/** Control groups have the number of their process in their name: those of one process are made, and removed, together. */
class SharedResources {
  #made: Resources | undefined;
  #users = 0;
  #removed: Promise<void> = Promise.resolve();

  async take(): Promise<Resources> {
    this.#users += 1;
    await this.#removed;
    this.#made ??= Resources.detect();
    return this.#made;
  }

  giveBack(): Promise<void> {
    this.#users -= 1;
    if (this.#users > 0) return Promise.resolve();
    const made = this.#made;
    this.#made = undefined;
    this.#removed = made === undefined ? Promise.resolve() : made[Symbol.asyncDispose]();
    return this.#removed;
  }
}

const resources = new SharedResources();
