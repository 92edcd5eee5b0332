// Cuts long work into slices: between two slices the event loop gets its turn, so that an extension host is never held.

/** The editor's own limit for what shares its extension host is 10 ms; the rest is room for one operation. */
const SLICE_MILLISECONDS = 6;

/** A pause that is free until a slice has been used up. */
export function slicedPause(now: () => number = () => performance.now()): () => Promise<void> {
  let since = now();
  return async () => {
    if (now() - since < SLICE_MILLISECONDS) return;
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    since = now();
  };
}
