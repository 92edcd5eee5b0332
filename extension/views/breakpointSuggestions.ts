// What is offered while a swap breakpoint is typed: what the line sets or why it sets nothing, then the kernel functions whose names have in them what was typed.
import { pseudoFunction, type PseudoSources } from '../../core/debug/pseudoSource';
import type { OwnBreakpoint } from '../adapter/requestArguments';
import { breakpointTerms, typedBreakpoint } from './breakpointText';

export interface Suggestion {
  readonly label: string;
  readonly description: string;
  /** undefined: the line as it stands sets nothing; the description says why. */
  readonly breakpoint: OwnBreakpoint | undefined;
}

/** More than anybody reads; typing on narrows them. */
const MOST_FUNCTIONS = 50;

/** The line itself comes first. Nothing typed: the functions alone. */
export function breakpointSuggestions(text: string, sources: PseudoSources): readonly Suggestion[] {
  const line = text.trim();
  const word = line.toLowerCase();
  const named = /^\w*$/.test(line)
    ? Object.keys(sources).filter((name) => name !== line && name.toLowerCase().includes(word))
    : [];
  const begins = (name: string): number => (name.toLowerCase().startsWith(word) ? 0 : 1);
  const functions = named.sort((a, b) => begins(a) - begins(b) || a.localeCompare(b)).slice(0, MOST_FUNCTIONS);
  return [...(line === '' ? [] : [ofLine(line, sources)]), ...functions.map((name) => ofFunction(name, sources))];
}

function ofLine(line: string, sources: PseudoSources): Suggestion {
  const typed = typedBreakpoint(line, sources);
  if (typed.kind === 'problem') return { label: line, description: typed.message, breakpoint: undefined };
  const { breakpoint } = typed;
  const terms = breakpointTerms(breakpoint);
  return {
    label: line,
    description: [KINDS[breakpoint.kind], terms].filter((part) => part !== '').join(', '),
    breakpoint,
  };
}

/** What the line was taken for: a name that is misspelt is an expression. */
const KINDS: Readonly<Record<OwnBreakpoint['kind'], string>> = {
  line: 'line of the scenario',
  step: 'line of a kernel function',
  function: 'call of a kernel function',
  data: 'expression or address',
};

function ofFunction(name: string, sources: PseudoSources): Suggestion {
  const terms = { condition: undefined, hitCondition: undefined, logMessage: undefined, enabled: true };
  return {
    label: name,
    description: pseudoFunction(sources, name)?.file ?? '',
    breakpoint: { kind: 'function', name, ...terms },
  };
}
