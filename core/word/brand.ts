// Branded numbers: one name per meaning of an integer, so that a slot offset cannot be passed where a page frame is meant.

declare const brand: unique symbol;
type Brand<Name extends string> = number & { readonly [brand]: Name };

/** Slot within one swap device, below 2^45 in the simulator. */
export type SlotOffset = Brand<'SlotOffset'>;
/** Page frame number, 40 bits. */
export type Pfn = Brand<'Pfn'>;
/** Position in a recorded run. */
export type StepIndex = Brand<'StepIndex'>;
/** Position of a 64-bit word in the simulated memory. */
export type WordIndex = Brand<'WordIndex'>;
/** A swap entry as one exact number, `type * 2^45 + offset`; 0 means "no entry", as in the kernel (facts 1.1). */
export type SwpEntry = Brand<'SwpEntry'>;

export const slotOffset = (value: number): SlotOffset => value as SlotOffset;
export const pfn = (value: number): Pfn => value as Pfn;
export const stepIndex = (value: number): StepIndex => value as StepIndex;
export const wordIndex = (value: number): WordIndex => value as WordIndex;
