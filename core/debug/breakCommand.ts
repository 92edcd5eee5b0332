// Lines of the debug console that begin with a word of the debugger rather than an expression: `break`, `breaks`, `delete`.
import type { OwnAsked } from './breakpoints';
import { pseudoFunction, type PseudoSources } from './pseudoSource';

export type ConsoleCommand =
  | { readonly kind: 'break'; readonly asked: OwnAsked }
  | { readonly kind: 'list' }
  | { readonly kind: 'delete'; readonly id: number | 'all' }
  | { readonly kind: 'problem'; readonly message: string };

const FORM =
  'break LINE | FUNCTION | FUNCTION:LINE | EXPRESSION or ADDRESS, then write | read | readWrite, if CONDITION, hit COUNT, log TEXT';

/** undefined: the line is an expression. `break virtual_table(vswap:512).tag write if count(vswap:512) > 1 hit >= 3`. */
export function consoleCommand(line: string, sources: PseudoSources): ConsoleCommand | undefined {
  const [, word, rest = ''] = /^\s*(break|breaks|delete)\b\s*([\s\S]*?)\s*$/.exec(line) ?? [];
  switch (word) {
    case 'break':
      return rest === '' ? { kind: 'list' } : breakpointOf(rest, sources);
    case 'breaks':
      return { kind: 'list' };
    case 'delete':
      if (rest === 'all' || rest === '') return { kind: 'delete', id: 'all' };
      return /^\d{1,9}$/.test(rest)
        ? { kind: 'delete', id: Number(rest) }
        : {
            kind: 'problem',
            message: `"${rest.slice(0, 40)}" is no breakpoint: write "delete NUMBER" or "delete all"; "breaks" lists them.`,
          };
    default:
      return undefined;
  }
}

function breakpointOf(text: string, sources: PseudoSources): ConsoleCommand {
  // The blank ends an empty place, so that terms alone are none.
  const { place, terms } = split(` ${text}`);
  if (place === '') return { kind: 'problem', message: `There is no place to break at. Write: ${FORM}.` };
  if (/^\d{1,9}$/.test(place)) return { kind: 'break', asked: { kind: 'line', line: Number(place), ...terms } };
  const [, name = '', line] = /^(\w+)(?::(\d{1,9}))?$/.exec(place) ?? [];
  if (pseudoFunction(sources, name) !== undefined)
    return {
      kind: 'break',
      asked:
        line === undefined
          ? { kind: 'function', name, ...terms }
          : { kind: 'step', name, line: Number(line), ...terms },
    };
  const [, target = place, access] = /^([\s\S]*?)(?:\s+(write|read|readWrite|access))?$/.exec(place) ?? [];
  const kind = access === 'read' ? 'read' : access === 'readWrite' || access === 'access' ? 'readWrite' : 'write';
  return { kind: 'break', asked: { kind: 'data', target, access: kind, ...terms } };
}

interface Terms {
  condition?: string;
  hitCondition?: string;
  logMessage?: string;
}

/** The message comes last, since any words can stand in it. */
function split(text: string): { readonly place: string; readonly terms: Terms } {
  const terms: Terms = {};
  const [, beforeLog = text, log] = /^([\s\S]*?)\s+log\s+([\s\S]+)$/.exec(text) ?? [];
  if (log !== undefined) terms.logMessage = log;
  const [, beforeHit = beforeLog, hit] = /^([\s\S]*?)\s+hit\s+([=<>%\s\d]+)$/.exec(beforeLog) ?? [];
  if (hit !== undefined) terms.hitCondition = hit.trim();
  const [, place = beforeHit, condition] = /^([\s\S]*?)\s+if\s+([\s\S]+)$/.exec(beforeHit) ?? [];
  if (condition !== undefined) terms.condition = condition.trim();
  return { place: place.trim(), terms };
}
