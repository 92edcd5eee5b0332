// Where "Go to Step, Label or Bookmark" can go: what stands in the list while a person types.
import { array, integer, maybe, struct, text, type Infer } from '../../core/protocol/schema';
import type { SeekTo } from '../adapter/requestArguments';

const step = integer(0, Number.MAX_SAFE_INTEGER);

/** The body of `vswap/bookmarks`. */
export const timePlaces = struct({
  bookmarks: array(struct({ name: text(200), step: maybe(step), line: step }), 1000),
  labels: array(struct({ name: text(1000), line: step }), 100_000),
  step,
  newest: step,
  recorded: step,
});
export type TimePlaces = Infer<typeof timePlaces>;

export interface SeekChoice {
  readonly label: string;
  readonly description: string;
  /** A codicon. */
  readonly icon: string;
  readonly to: SeekTo;
  /** It is there because of what was typed, and matches it whatever it says. */
  readonly isTyped: boolean;
}

/** What was typed as a number first, then the ends of the run and the places with names. */
export function seekChoices(typed: string, { bookmarks, labels, newest }: TimePlaces): readonly SeekChoice[] {
  return [
    ...numberTyped(typed.trim()),
    ...bookmarks.map((one) =>
      choice(one.name, `bookmark, ${placeOf(one)}`, 'bookmark', { kind: 'bookmark', name: one.name }),
    ),
    ...labels.map(({ name, line }) => choice(name, `label, line ${line}`, 'tag', { kind: 'label', name })),
    choice('Newest step', `step ${newest}`, 'debug-continue', { kind: 'step', step: newest }),
    choice('Beginning', 'step 0', 'debug-reverse-continue', { kind: 'step', step: 0 }),
    choice('End of the program', '100 %', 'debug-stop', { kind: 'percent', percent: 100 }),
  ];
}

/** A bookmark from before the program was changed stands for a line. */
export const placeOf = ({ step: at, line }: TimePlaces['bookmarks'][number]): string =>
  at === undefined ? `line ${line}` : `step ${at}`;

function numberTyped(typed: string): readonly SeekChoice[] {
  const [, digits, sign] = /^(\d{1,15})\s*(%?)$/.exec(typed) ?? [];
  if (digits === undefined) return [];
  const number = Number(digits);
  if (sign === '%')
    return number > 100
      ? []
      : [
          {
            ...choice(`${number} %`, 'of the whole run', 'milestone', { kind: 'percent', percent: number }),
            isTyped: true,
          },
        ];
  return [{ ...choice(`Step ${number}`, '', 'milestone', { kind: 'step', step: number }), isTyped: true }];
}

const choice = (label: string, description: string, icon: string, to: SeekTo): SeekChoice => ({
  label,
  description,
  icon,
  to,
  isTyped: false,
});
