// The bookmarks of a workspace by program, without an editor: what a session set is there again in the next one.
import { array, check, integer, maybe, struct, text } from '../../core/protocol/schema';
import { MOST_BOOKMARKS } from '../../core/debug/bookmarks';
import type { BookmarkKeeper, KeptBookmarks } from '../adapter/keptBookmarks';
import type { Keeper } from './breakpointList';

const KEY = 'vswap.bookmarks';
/** Programs whose bookmarks are kept; the one that was changed longest ago goes first. */
const MOST_PROGRAMS = 200;

const step = integer(0, Number.MAX_SAFE_INTEGER);
const stored = array(
  struct({
    program: text(4096),
    of: text(200),
    bookmarks: array(
      struct({ name: text(200), step: maybe(step), line: step, statement: text(10_000) }),
      MOST_BOOKMARKS,
    ),
  }),
  MOST_PROGRAMS,
);

export function bookmarkStore(keeper: Keeper, version: string): BookmarkKeeper {
  const all = (): readonly (KeptBookmarks & { readonly program: string })[] =>
    check(stored, keeper.get(KEY)).value ?? [];
  return {
    version,
    kept: (program) => all().find((one) => one.program === program),
    keep(program, { of, bookmarks }) {
      const others = all().filter((one) => one.program !== program);
      const mine = bookmarks.length === 0 ? [] : [{ program, of, bookmarks }];
      void keeper.update(KEY, [...others, ...mine].slice(-MOST_PROGRAMS));
    },
  };
}
