// One breakpoint: where it is, and what has to be true besides for it to stop the run.
import type { DataTarget } from './dataTarget';
import { parseHits, type HitCondition } from './hitCondition';
import { parseLog, type LogPart } from './logMessage';

/** As asked for: texts, empty or absent where nothing is asked. */
export interface TermsAsked {
  readonly condition?: string | undefined;
  readonly hitCondition?: string | undefined;
  /** The run does not stop: the message is told instead. */
  readonly logMessage?: string | undefined;
}

export type Access = 'read' | 'write' | 'readWrite';

/** One breakpoint of any kind, as asked for. */
export type OwnAsked = TermsAsked &
  (
    | { readonly kind: 'line'; readonly line: number }
    | { readonly kind: 'step'; readonly name: string; readonly line: number }
    | { readonly kind: 'function'; readonly name: string }
    | { readonly kind: 'data'; readonly target: string; readonly access: Access }
  );

export type PointPlace =
  | { readonly kind: 'statement'; readonly line: number }
  | { readonly kind: 'step'; readonly name: string; readonly line: number }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'data'; readonly target: DataTarget; readonly access: Access };

export interface Point {
  /** As breakpointNumbers.ts gives it. */
  readonly id: number;
  readonly place: PointPlace;
  /** An expression of the scenario language; holds when it is true or not 0. */
  readonly condition: string | undefined;
  /** Of a breakpoint on a function: locals that the condition names; before they are there, it cannot be asked. */
  readonly locals: readonly string[];
  readonly hits: HitCondition | undefined;
  readonly log: readonly LogPart[] | undefined;
}

/** Why the terms cannot be met is the second answer; a breakpoint with broken terms is not set. */
export function pointOf(
  id: number,
  place: PointPlace,
  { condition, hitCondition, logMessage }: TermsAsked,
  locals: readonly string[] = [],
): { readonly point: Point; readonly problem: string | undefined } {
  const said = (text: string | undefined): string | undefined =>
    text === undefined || text.trim() === '' ? undefined : text;
  const hitText = said(hitCondition);
  const hits = hitText === undefined ? undefined : parseHits(hitText);
  const logText = said(logMessage);
  return {
    point: {
      id,
      place,
      condition: said(condition),
      locals,
      hits: hits?.kind === 'hits' ? hits.isDue : undefined,
      log: logText === undefined ? undefined : parseLog(logText),
    },
    problem: hits?.kind === 'problem' ? hits.message : undefined,
  };
}
