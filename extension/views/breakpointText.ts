// A swap breakpoint in words: as the tree and the panel show it, and as one line that can be typed, which is what `break` takes in the debug console.
import { consoleCommand } from '../../core/debug/breakCommand';
import type { PseudoSources } from '../../core/debug/pseudoSource';
import type { OwnBreakpoint } from '../adapter/requestArguments';

const ACCESS = { read: 'read', write: 'write', readWrite: 'read or write' } as const;

export function breakpointPlace(one: OwnBreakpoint): string {
  switch (one.kind) {
    case 'line':
      return `line ${one.line}`;
    case 'step':
      return `${one.name}:${one.line}`;
    case 'function':
      return `${one.name}()`;
    case 'data':
      return one.target;
  }
}

/** `write, if X, hit >= 3, logs "..."`. */
export function breakpointTerms(one: OwnBreakpoint): string {
  const said = (text: string | undefined, word: string): readonly string[] =>
    text === undefined || text.trim() === '' ? [] : [`${word} ${text}`];
  return [
    ...(one.kind === 'data' ? [ACCESS[one.access]] : []),
    ...said(one.condition, 'if'),
    ...said(one.hitCondition, 'hit'),
    ...said(one.logMessage, 'logs'),
  ].join(', ');
}

/** What `typedBreakpoint` reads as the same breakpoint. */
export function breakpointLine(one: OwnBreakpoint): string {
  const place = one.kind === 'line' ? String(one.line) : one.kind === 'function' ? one.name : breakpointPlace(one);
  const said = (text: string | undefined, word: string): string =>
    text === undefined || text.trim() === '' ? '' : ` ${word} ${text}`;
  const access = one.kind === 'data' ? ` ${one.access}` : '';
  return `${place}${access}${said(one.condition, 'if')}${said(one.hitCondition, 'hit')}${said(one.logMessage, 'log')}`;
}

export type Typed =
  | { readonly kind: 'breakpoint'; readonly breakpoint: OwnBreakpoint }
  | { readonly kind: 'problem'; readonly message: string };

/** What a person typed: a place, then its terms. */
export function typedBreakpoint(text: string, sources: PseudoSources): Typed {
  if (text.trim() === '')
    return {
      kind: 'problem',
      message: 'Write what to break at: an expression, an address, a function, FUNCTION:LINE or a line.',
    };
  const command = consoleCommand(`break ${text}`, sources);
  if (command?.kind === 'break') {
    const { condition, hitCondition, logMessage } = command.asked;
    return { kind: 'breakpoint', breakpoint: { ...command.asked, condition, hitCondition, logMessage, enabled: true } };
  }
  return { kind: 'problem', message: command?.kind === 'problem' ? command.message : 'This is no breakpoint.' };
}
