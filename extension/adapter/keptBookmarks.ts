// Bookmarks that outlive a session, where its host keeps things: put back when the same program is loaded again, and kept at each change.
import { inChangedProgram, type Bookmark } from '../../core/debug/bookmarks';
import type { Debugger } from '../../core/debug/debugger';

export interface KeptBookmarks {
  /** What tells the program that they were set in from another. */
  readonly of: string;
  readonly bookmarks: readonly Bookmark[];
}

/** `program`: the whole path. */
export interface BookmarkKeeper {
  /** Of the simulator: another one may take other steps for the same program. */
  readonly version: string;
  kept(program: string): KeptBookmarks | undefined;
  keep(program: string, bookmarks: KeptBookmarks): void;
}

/** What is to be told, in a line. `text`: the program's. */
export function restoreBookmarks(
  keeper: BookmarkKeeper | undefined,
  { bookmarks, program }: Debugger,
  text: string,
): string | undefined {
  if (keeper === undefined) return undefined;
  const of = `${keeper.version} ${program.machine.kernel} ${fingerprint(text)}`;
  const kept = keeper.kept(program.file);
  const found =
    kept === undefined || kept.of === of
      ? { bookmarks: kept?.bookmarks ?? [], told: undefined }
      : inChangedProgram(kept.bookmarks, program);
  for (const bookmark of found.bookmarks) bookmarks.put(bookmark);
  bookmarks.onChange = (toKeep) => keeper.keep(program.file, { of, bookmarks: toKeep });
  return found.told;
}

/** FNV-1a twice, from two beginnings: 64 bits against chance, not against anybody. */
function fingerprint(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(i), 0x85ebca6b);
  }
  return `${text.length} ${(a >>> 0).toString(16)} ${(b >>> 0).toString(16)}`;
}
