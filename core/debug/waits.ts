// What a CPU of a race waits for, in words.
import type { Standing } from '../timeline/moment';

const SPINNING = 'cpu_relax()';

/** `ci->lock, in swap_cluster_lock`; undefined: it does not wait. */
export function waitText({ waitsAt, frame }: Pick<Standing, 'waitsAt' | 'frame'>): string | undefined {
  if (waitsAt === undefined) return undefined;
  const what = waitsAt === SPINNING ? 'ci->lock' : waitsAt.replace(/^wait for /, '');
  const where = frame?.name === 'spin_lock_ci' ? frame.parent : frame;
  return where === undefined ? what : `${what}, in ${where.name}`;
}
