import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits. */
const tokenBytes = 32;

/** The address of a live page, which holds a secret. Another user of the machine can reach the port, and cannot guess the address. */
export class LiveAddress {
  private readonly token = newToken();
  private ticket: string | undefined;
  private usedTicket: string | undefined;
  private port = 0;

  /** @param port that the server listens on */
  listensOn(port: number): void {
    this.port = port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/${this.token}/`;
  }

  /**
   * An address that leads to the page once. Every user of the machine can read the arguments of a browser as it starts, so they hold
   * nothing that is of use later.
   */
  urlToOpen(): string {
    this.ticket = newToken();
    return `http://127.0.0.1:${this.port}/open/${this.ticket}`;
  }

  /** Whether somebody has asked for what a browser was to open. */
  get wasOpened(): boolean {
    return this.usedTicket !== undefined;
  }

  /** A browser names in `Host` what its page asked for, so a name of another site that resolves to loopback is not ours. */
  isOwnHost(host: string | undefined): boolean {
    return host === `127.0.0.1:${this.port}` || host === `localhost:${this.port}`;
  }

  /** What a path asks for; undefined without the token. */
  asked(path: string): 'page' | 'events' | 'opened' | 'used' | undefined {
    const [, first = '', second, ...others] = path.split('/');
    if (second === undefined || others.length > 0) return undefined;
    if (first === 'open' && this.ticket !== undefined && isSame(second, this.ticket)) {
      [this.ticket, this.usedTicket] = [undefined, this.ticket];
      return 'opened';
    }
    if (first === 'open' && this.usedTicket !== undefined && isSame(second, this.usedTicket)) return 'used';
    if (!isSame(first, this.token)) return undefined;
    return second === '' ? 'page' : second === 'events' ? 'events' : undefined;
  }
}

const newToken = (): string => randomBytes(tokenBytes).toString('base64url');

/** In a time that does not depend on how much of it is right. */
const isSame = (given: string, secret: string): boolean => timingSafeEqual(digestOf(given), digestOf(secret));

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
