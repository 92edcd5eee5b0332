// The swap breakpoints of a workspace, without an editor: kept from session to session, and what became of each in the sessions that run.
import { check } from '../../core/protocol/schema';
import type { OwnStatus } from '../adapter/ownBreakpoints';
import { requestArguments, type OwnBreakpoint } from '../adapter/requestArguments';

/** Where they are kept; the editor's workspace state is one. */
export interface Keeper {
  get(key: string): unknown;
  update(key: string, value: unknown): unknown;
}

/** What a session made of a breakpoint. */
export interface Standing {
  /** 0: switched off. */
  readonly id: number;
  readonly verified: boolean;
  readonly message: string | undefined;
}

const KEY = 'vswap.breakpoints';

export class BreakpointList {
  #all: readonly OwnBreakpoint[];
  readonly #standings = new Map<string, readonly Standing[]>();
  readonly #listeners = new Set<() => void>();

  constructor(private readonly keeper: Keeper) {
    this.#all = check(requestArguments.vswapBreakpoints, { breakpoints: keeper.get(KEY) }).value?.breakpoints ?? [];
  }

  get all(): readonly OwnBreakpoint[] {
    return this.#all;
  }

  /** Called after each change of the list or of a standing. */
  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  add(one: OwnBreakpoint): void {
    this.replace([...this.#all.filter((other) => !isSamePlace(other, one)), one]);
  }

  /** Of the same object as `all` answers; one that is gone already stays gone. */
  remove(...gone: readonly OwnBreakpoint[]): void {
    this.replace(this.#all.filter((one) => !gone.includes(one)));
  }

  exchange(old: OwnBreakpoint, one: OwnBreakpoint): void {
    this.replace(this.#all.map((other) => (other === old ? one : other)));
  }

  enable(one: OwnBreakpoint, enabled: boolean): void {
    this.exchange(one, { ...one, enabled });
  }

  replace(all: readonly OwnBreakpoint[]): void {
    this.#all = all;
    void this.keeper.update(KEY, all);
    this.#tell();
  }

  /** What a session says its list is; one that is another than ours becomes ours. */
  told(session: string, list: readonly OwnStatus[]): void {
    this.#standings.set(
      session,
      list.map(({ id, verified, message }) => ({ id, verified, message })),
    );
    const isSame = list.length === this.#all.length && list.every((one, i) => isEqual(one, this.#all[i]));
    if (isSame) this.#tell();
    else this.replace(list.map(plain));
  }

  forget(session: string): void {
    if (this.#standings.delete(session)) this.#tell();
  }

  /** undefined: the session has not said. */
  standing(session: string | undefined, one: OwnBreakpoint): Standing | undefined {
    const list = session === undefined ? undefined : this.#standings.get(session);
    return list?.length === this.#all.length ? list[this.#all.indexOf(one)] : undefined;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function plain(one: OwnStatus): OwnBreakpoint {
  const { id: _id, verified: _verified, message: _message, ...rest } = one;
  return rest;
}

/** Terms aside: a second breakpoint at a place takes the place of the first. */
function isSamePlace(a: OwnBreakpoint, b: OwnBreakpoint): boolean {
  return placeKey(a) === placeKey(b);
}

function placeKey(one: OwnBreakpoint): string {
  switch (one.kind) {
    case 'line':
      return `line ${one.line}`;
    case 'step':
      return `step ${one.name} ${one.line}`;
    case 'function':
      return `function ${one.name}`;
    case 'data':
      return `data ${one.target}`;
  }
}

function isEqual(a: OwnBreakpoint, b: OwnBreakpoint | undefined): boolean {
  if (b === undefined || !isSamePlace(a, b)) return false;
  const isSameAccess = a.kind !== 'data' || (b.kind === 'data' && a.access === b.access);
  const terms = ({ condition = '', hitCondition = '', logMessage = '', enabled = true }: OwnBreakpoint): string =>
    JSON.stringify([condition, hitCondition, logMessage, enabled]);
  return isSameAccess && terms(a) === terms(b);
}
