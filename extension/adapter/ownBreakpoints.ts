// Breakpoints that are ours alone: set from the panel, from a list of the editor's extension or by `break` in the console, since no client can set them for us.
import type { Breakpoints, OwnAsked, PlacedBreakpoint } from '../../core/debug/breakpoints';
import { Listeners } from './listeners';
import type { OwnBreakpoint } from './requestArguments';

/** One of the list as it is told to clients: what was asked, and what became of it. */
export type OwnStatus = OwnBreakpoint & {
  /** 0 while no program is loaded, or when it is switched off. */
  readonly id: number;
  readonly verified: boolean;
  readonly message?: string;
};

const MOST = 1000;

/** They outlive a restart, as those of the protocol do. */
export class OwnBreakpoints {
  private placed: readonly (PlacedBreakpoint | undefined)[] = [];
  private points: Breakpoints | undefined;

  private readonly listeners = new Listeners<readonly OwnStatus[]>();

  /** `asked`: those that were kept from an earlier session. */
  constructor(private asked: readonly OwnBreakpoint[]) {}

  /** Called with the list when it, or what became of one of it, is another. */
  onDidChange(listener: (list: readonly OwnStatus[]) => void): { dispose(): void } {
    return this.listeners.add(listener);
  }

  get list(): readonly OwnStatus[] {
    return this.asked.map((one, i): OwnStatus => {
      const placed = this.placed[i];
      const message = placed?.message;
      return {
        ...one,
        id: placed?.id ?? 0,
        verified: placed?.verified ?? false,
        ...(message === undefined ? {} : { message }),
      };
    });
  }

  attach(points: Breakpoints): void {
    this.points = points;
    this.place();
    if (this.asked.length > 0) this.listeners.tell(this.list);
  }

  replace(asked: readonly OwnBreakpoint[]): void {
    this.asked = asked;
    this.place();
    this.listeners.tell(this.list);
  }

  /** undefined: there are too many. */
  add(asked: OwnAsked): OwnStatus | undefined {
    if (this.asked.length >= MOST) return undefined;
    this.replace([...this.asked, complete(asked)]);
    return this.list.at(-1);
  }

  /** How many went. */
  remove(id: number | 'all'): number {
    const rest = id === 'all' ? [] : this.asked.filter((_, i) => this.placed[i]?.id !== id);
    const gone = this.asked.length - rest.length;
    if (gone > 0) this.replace(rest);
    return gone;
  }

  private place(): void {
    const { points } = this;
    const isOn = ({ enabled }: OwnBreakpoint): boolean => enabled !== false;
    const placed = points?.setOwn(this.asked.filter(isOn)) ?? [];
    let next = 0;
    this.placed = this.asked.map((one) => (points !== undefined && isOn(one) ? placed[next++] : undefined));
  }
}

function complete(asked: OwnAsked): OwnBreakpoint {
  const { condition, hitCondition, logMessage } = asked;
  return { ...asked, condition, hitCondition, logMessage, enabled: true };
}

/** One line for the console. */
export function ownText(status: OwnStatus): string {
  const terms = [
    status.condition === undefined ? '' : ` if ${status.condition}`,
    status.hitCondition === undefined ? '' : ` hit ${status.hitCondition}`,
    status.logMessage === undefined ? '' : ` log ${status.logMessage}`,
  ].join('');
  const trouble = status.message === undefined ? '' : ` (${status.message})`;
  return `${status.id} ${placeText(status)}${terms}${status.verified ? '' : ', not set'}${trouble}`;
}

function placeText(status: OwnStatus): string {
  switch (status.kind) {
    case 'line':
      return `line ${status.line}`;
    case 'step':
      return `${status.name}:${status.line}`;
    case 'function':
      return status.name;
    case 'data':
      return `${status.target} ${status.access}`;
  }
}
