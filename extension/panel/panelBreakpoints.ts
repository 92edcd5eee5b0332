// The swap breakpoints as the panel shows them: in words, and the words of memory that they watch where the run stands.
import type { PanelBreakpoint, PanelWordRange } from '../../core/protocol/panel';
import { parseTarget } from '../../core/debug/dataTarget';
import { hexWord } from '../../core/word/hex';
import { wordIndex } from '../../core/word/brand';
import type { RecordedRun } from '../../core/timeline/recordedRun';
import type { OwnBreakpoint } from '../adapter/requestArguments';
import type { BreakpointList } from '../views/breakpointList';
import { breakpointPlace, breakpointTerms } from '../views/breakpointText';

/** `hit`: numbers of those that the run stands at. */
export function panelBreakpoints(
  list: BreakpointList,
  session: string | undefined,
  hit: readonly number[],
): readonly PanelBreakpoint[] {
  return list.all.map((one) => {
    const standing = list.standing(session, one);
    const enabled = one.enabled !== false;
    return {
      place: breakpointPlace(one),
      terms: breakpointTerms(one),
      enabled,
      problem:
        enabled && standing?.verified === false
          ? (standing.message ?? 'It could not be set.').slice(0, 1000)
          : undefined,
      hit: standing !== undefined && standing.id > 0 && hit.includes(standing.id),
    };
  });
}

/** The run must stand still. */
export function watchedWords(
  all: readonly OwnBreakpoint[],
  run: Pick<RecordedRun, 'view' | 'name'>,
): readonly PanelWordRange[] {
  return all.flatMap((one) => {
    if (one.kind !== 'data' || one.enabled === false) return [];
    const range = wordsOf(one.target, run);
    if (range === undefined) return [];
    const address = (index: number): string => hexWord(run.view.address(wordIndex(index)));
    return [{ first: address(range.first), last: address(range.last) }];
  });
}

function wordsOf(
  text: string,
  run: Pick<RecordedRun, 'view' | 'name'>,
): { readonly first: number; readonly last: number } | undefined {
  const parsed = parseTarget(text, run.view);
  if (parsed.kind === 'problem') return undefined;
  const { target } = parsed;
  if (target.kind === 'words') return target;
  const word = run.name(target.spelling, {}).word?.word;
  return word === undefined ? undefined : { first: word.index, last: word.index };
}
