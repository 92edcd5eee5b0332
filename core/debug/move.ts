// What the debugger can be told to do, and what comes of it.
import type { Control } from './patience';
import type { Stop } from './stop';

export type Move =
  | 'continue'
  /** In a race, only the CPU that is about to go on. */
  | 'continueCpu'
  /** One step of whichever CPU is next. */
  | 'anyStep'
  | 'reverseContinue'
  | 'next'
  | 'stepIn'
  | 'stepOut'
  | 'stepBack'
  | 'stepBackOne'
  | 'stepBackOver'
  | 'stepBackInto'
  | 'stepBackOut'
  | 'nextStatement'
  | 'previousStatement'
  | 'nextWrite'
  | 'previousWrite';

/** `over`: the run was at its end and was told to go on. `nowhere`: what was sought is not there; the run stays where it was. */
export type Outcome =
  | { readonly kind: 'stopped'; readonly stop: Stop }
  | { readonly kind: 'over' }
  | { readonly kind: 'nowhere'; readonly reason: string };

/** Who wants to know what goes on during a move. */
export interface Listener {
  readonly log: Control['log'];
  readonly reached: Control['reached'];
}
