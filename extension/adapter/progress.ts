// Tells a client how far a long move is, and lets the person end it: nothing for moves that are over before anybody would look.
import type { DebugProtocol } from '@vscode/debugprotocol';

/** Milliseconds before the first word, and between two. */
const FIRST = 500;
const BETWEEN = 200;

export class Progress {
  private readonly since: number;
  private last: number;
  private isShown = false;

  constructor(
    /** One for each move. */
    readonly id: string,
    private readonly send: (event: string, body: object) => void,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.since = now();
    this.last = this.since;
  }

  reached(step: number): void {
    const now = this.now();
    if (now - this.since < FIRST || now - this.last < BETWEEN) return;
    this.last = now;
    const message = `at step ${step}`;
    if (this.isShown)
      return this.send('progressUpdate', {
        progressId: this.id,
        message,
      } satisfies DebugProtocol.ProgressUpdateEvent['body']);
    this.isShown = true;
    const start: DebugProtocol.ProgressStartEvent['body'] = {
      progressId: this.id,
      title: 'Running the scenario',
      cancellable: true,
      message,
    };
    this.send('progressStart', start);
  }

  end(): void {
    if (this.isShown)
      this.send('progressEnd', { progressId: this.id } satisfies DebugProtocol.ProgressEndEvent['body']);
    this.isShown = false;
  }
}
