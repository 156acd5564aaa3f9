import type { ServerResponse } from 'node:http';
import type { LiveParts } from '../../../report/live/live-parts.ts';

/**
 * One open page. It gets only what has changed since its last frame. While it has not taken that frame, others are dropped: at most
 * one waits in memory, however slow the page is.
 */
export class Viewer {
  private readonly response: ServerResponse;
  private readonly shown = new Map<string, string>();
  private busy = false;
  skipped = 0;

  constructor(response: ServerResponse) {
    this.response = response;
    response.on('drain', () => {
      this.busy = false;
    });
  }

  show(parts: LiveParts): void {
    const changed = Object.entries(parts).filter(([place, text]) => this.shown.get(place) !== text);
    if (changed.length === 0) return;
    if (this.busy) {
      this.skipped += 1;
      return;
    }
    for (const [place, text] of changed) this.shown.set(place, text);
    this.tell('parts', JSON.stringify({ parts: Object.fromEntries(changed), skipped: this.skipped }));
  }

  /** @param data without line breaks */
  tell(event: string, data: string): void {
    this.busy = !this.response.write(`event: ${event}\ndata: ${data}\n\n`);
  }
}
