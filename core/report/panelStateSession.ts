// One debug session as the panel looks at it: what is selected, what changed since the last stop.
import type { Position } from '../debug/position';
import type { PanelToHost } from '../protocol/panel';
import type { PanelState } from '../protocol/panelStateShape';
import { panelStateOf, type LookedAtFrame } from './panelState';
import { changesSince, type Changes } from './panelStateChanges';
import {
  follow,
  goToSlot,
  nextChanged,
  NOTHING_SELECTED,
  reselect,
  settle,
  type Selection,
} from './panelStateSelection';
import type { ShownRun } from './panelStateChanges';

/** What is needed of a debug adapter's session. */
export interface LookedAt {
  readonly run: ShownRun | undefined;
  readonly lastStop: { readonly step: number; readonly reason: string; readonly why: string } | undefined;
  /** While it moves, the run's view may show any moment: nothing may be read. */
  readonly isMoving: boolean;
  /** The furthest step that the run has stopped at. */
  readonly furthestCursor: number;
}

export type Click = Extract<
  PanelToHost,
  {
    readonly kind:
      | 'selectDevice'
      | 'selectCluster'
      | 'selectSlot'
      | 'selectWord'
      | 'selectPage'
      | 'look'
      | 'goTo'
      | 'follow'
      | 'nextChanged';
  }
>;

export class SessionLook {
  #run: ShownRun | undefined;
  #selection: Selection = NOTHING_SELECTED;
  /** Found when first asked for: comparing two stops takes time that a person who holds down a key does not want to wait for. */
  #changes: Changes | undefined;
  #previous: Position | undefined;
  #current: Position | undefined;

  constructor(private readonly session: LookedAt) {}

  get run(): ShownRun | undefined {
    return this.session.run;
  }

  /** To be called at each stop, before anything is shown. */
  stopped(): void {
    const run = this.#still();
    if (run === undefined) return;
    // A restarted session has a run of its own: nothing of the old one can be compared.
    if (run !== this.#run) {
      this.#run = run;
      this.#current = undefined;
    }
    this.#previous = this.#current;
    this.#current = { step: run.cursor, write: run.write };
    this.#changes = undefined;
  }

  /** Why a click cannot be followed, or undefined when it was. */
  clicked(click: Click): string | undefined {
    const run = this.#still();
    if (run === undefined) return 'VS0706: the program is running: wait for it to stop.';
    const changes = this.#changesOf(run);
    if (click.kind === 'nextChanged') {
      const place = nextChanged(this.#selection, run.view, changes, click.direction);
      if (place === undefined) return 'VS0707: no table word changed since the last stop.';
      this.#selection = goToSlot(this.#selection, place, run.view).selection;
      return undefined;
    }
    const { selection, problem } = reselect(this.#selection, click, run.view);
    this.#selection = settle(selection, run.view);
    return problem;
  }

  /** undefined while the program runs, and before its first stop. `frame`: the one that the person looks at, when it is not the top one. */
  state(frame?: LookedAtFrame): PanelState | undefined {
    const run = this.#still();
    const stop = this.session.lastStop;
    if (run === undefined || stop === undefined) return undefined;
    const changes = this.#changesOf(run);
    const failed = stop.reason === 'expectation' || stop.reason === 'invariant';
    return panelStateOf({
      run,
      selection: this.#selection,
      changes,
      furthest: this.session.furthestCursor,
      stop: { why: stop.why, failed },
      frame,
    });
  }

  #changesOf(run: ShownRun): Changes {
    if (this.#changes !== undefined) return this.#changes;
    const changes = changesSince(run, this.#previous);
    this.#changes = changes;
    this.#selection = follow(settle(this.#selection, run.view), run.view, changes);
    return changes;
  }

  #still(): ShownRun | undefined {
    return this.session.isMoving ? undefined : this.session.run;
  }
}
