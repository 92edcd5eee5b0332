// The locals of a kernel frame and the loop variables of a statement, each shown as its C type says.
import { localType } from '../mm/locals';
import type { ModelView } from '../mm/view';
import type { Frame } from '../timeline/moment';
import { wordIndex } from '../word/brand';
import { decodeWord } from '../word/decode';
import { scratch, wordOf } from '../word/halves';
import type { KernelName } from '../word/kernelName';
import { swpEntry, swpEntryToVal } from '../word/swpEntry';
import { slotName } from './slotName';
import type { StackFrame } from './stack';
import { namedChildren, numberText, variable, type Children, type Variable } from './variable';
import { decodedVariable } from './wordVariable';

export function frameLocals(view: ModelView, kernel: KernelName, frame: Frame): Children {
  const names = Object.keys(frame.locals);
  return namedChildren(names.length, (hex) =>
    names.map((name) => localVariable(view, kernel, frame, name, hex)).filter((found) => found !== undefined),
  );
}

export function loopVariables(variables: Readonly<Record<string, number>>): Children {
  const entries = Object.entries(variables);
  return namedChildren(entries.length, (hex) =>
    entries.map(([name, value]) => variable(name, numberText(value, hex), { type: 'number', expression: name })),
  );
}

/** undefined: the frame has no such local now. */
export function localVariable(
  view: ModelView,
  kernel: KernelName,
  frame: Frame,
  name: string,
  hex: boolean,
): Variable | undefined {
  const value = Object.hasOwn(frame.locals, name) ? frame.locals[name] : undefined;
  if (value === undefined) return undefined;
  const type = localType(name);
  if (type === undefined) return variable(name, numberText(value, hex));
  if (type === 'swp_entry_t') return entryVariable(name, view, kernel, value);
  if (type === 'bool') return variable(name, value === 0 ? 'false' : 'true', { type });
  if (type.endsWith('*')) return pointerVariable(name, type, view, value);
  return variable(name, numberText(value, hex || name === 'address'), { type });
}

/** Where a local can stand in an expression. What stands after a dot or before a bracket, colon or dot names something else, and so does a state (`is phys`). */
export const LOCAL_NAME = /(?<![\w.:])(?<!\bis\s+(?:not\s+)?)[A-Za-z_]\w*(?!\s*[(:.\w[])/g;

/**
 * An expression with the frame's locals written out, so that the scenario language understands it: entries by their slot's name, pointers as addresses.
 */
export function withLocals(view: ModelView, frame: Frame, text: string): string {
  return text.replace(LOCAL_NAME, (name) => {
    const value = Object.hasOwn(frame.locals, name) ? frame.locals[name] : undefined;
    if (value === undefined) return name;
    const type = localType(name);
    if (type === 'swp_entry_t') return slotName(view, swpEntry(0, value)) ?? '0';
    if (type?.endsWith('*') === true) return value === 0 ? '0' : `0x${view.address(wordIndex(value)).toString(16)}`;
    return String(value);
  });
}

/** The same for the frame that is selected; in a statement's frame the text stays as it is. */
export const inFrame = (view: ModelView, frame: StackFrame | undefined, text: string): string =>
  frame?.kind === 'kernel' ? withLocals(view, frame.frame, text) : text;

/** A pointer is held as the place of the word that it points at; 0 is NULL (core/memory/regions.ts). */
function pointerVariable(name: string, type: string, view: ModelView, value: number): Variable {
  if (value === 0) return variable(name, 'NULL', { type });
  const address = view.address(wordIndex(value));
  return variable(name, `0x${address.toString(16)}`, { type, address });
}

/** An entry is held as one number, `type * 2^45 + offset`; 0 is "no entry". */
function entryVariable(name: string, view: ModelView, kernel: KernelName, value: number): Variable {
  const entry = swpEntry(0, value);
  swpEntryToVal(entry);
  const decoded = decodedVariable(name, decodeWord(wordOf(scratch.lo, scratch.hi), 'swp_entry', kernel), undefined);
  const slot = slotName(view, entry);
  return {
    ...decoded,
    type: 'swp_entry_t',
    value: slot === undefined ? decoded.value : `${slot} ${decoded.value}`,
    expression: slot,
  };
}
