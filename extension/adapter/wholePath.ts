// Whether a program's path says by itself where the program is, or only with a folder: a client may write `swap/a.vswap` and set breakpoints in `/home/me/swap/a.vswap`.

/** A URI, or a path from the root of a file system, also of one with drives. A drive is no scheme. */
export function isWholePath(path: string): boolean {
  return /^([a-z][a-z0-9+.-]+:|[\\/]|[a-z]:[\\/])/i.test(path);
}
