// The kernel's xarray as far as swap uses it: a radix tree of 64-slot nodes in words, as deep as its greatest index needs and no deeper. Indexes are below 2^32.
import { NULL_INDEX, pointerHi, pointerLo } from '../memory/regions.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import type { Kernel } from './kernel.js';

/** struct xa_node in words: shift, offset, count in word 0; parent, array; 64 slots from word 5 (facts 1.18: 576 bytes). */
const NODE = { header: 0, parent: 1, slots: 5 } as const;
const CHUNK_SHIFT = 6;
const CHUNK_SIZE = 64;
const CHUNK_MASK = 63;
const COUNT_SHIFT = 16;
const BYTE = 0xff;
/** Low bits of a pointer to a node, so that the root and the slots of inner nodes tell nodes from what is stored (xa_mk_node). */
const NODE_TAG = 2;

/** NULL_INDEX when nothing is stored there. */
export function xa_load(k: Kernel, root: WordIndex, index: number): WordIndex {
  if (!isNode(k, root)) return index === 0 ? k.ptr(root) : NULL_INDEX;
  let node = k.ptr(root);
  let shift = nodeShift(k, node);
  if (index > lastIndex(shift)) return NULL_INDEX;
  for (;;) {
    const place = slotAt(node, (index >>> shift) & CHUNK_MASK);
    if (shift === 0) return k.ptr(place);
    if (!isNode(k, place)) return NULL_INDEX;
    node = k.ptr(place);
    shift -= CHUNK_SHIFT;
  }
}

/** Stores a pointer; what stood there is returned. Index 0 alone needs no node: the root holds it. */
export function xa_store(k: Kernel, root: WordIndex, index: number, pointer: WordIndex): WordIndex {
  let shift = expand(k, root, index);
  let place = root;
  let parent = NULL_INDEX;
  while (shift > 0) {
    shift -= CHUNK_SHIFT;
    if (!isNode(k, place)) {
      setNode(k, place, newNode(k, shift, parent, parent === NULL_INDEX ? 0 : place - slotAt(parent, 0)));
      if (parent !== NULL_INDEX) addCount(k, parent, 1);
    }
    parent = k.ptr(place);
    place = slotAt(parent, (index >>> shift) & CHUNK_MASK);
  }
  const old = k.ptr(place);
  if (old === NULL_INDEX && parent !== NULL_INDEX) addCount(k, parent, 1);
  k.setPtr(place, pointer);
  return old;
}

/** Removes and returns what stood there; nodes that are empty then are freed, and nodes at the top that only index 0 goes through. */
export function xa_erase(k: Kernel, root: WordIndex, index: number): WordIndex {
  if (!isNode(k, root)) {
    const only = index === 0 ? k.ptr(root) : NULL_INDEX;
    if (only !== NULL_INDEX) k.setPtr(root, NULL_INDEX);
    return only;
  }
  let node = k.ptr(root);
  if (index > lastIndex(nodeShift(k, node))) return NULL_INDEX;
  for (let shift = nodeShift(k, node); shift > 0; shift -= CHUNK_SHIFT) {
    const place = slotAt(node, (index >>> shift) & CHUNK_MASK);
    if (!isNode(k, place)) return NULL_INDEX;
    node = k.ptr(place);
  }
  const place = slotAt(node, index & CHUNK_MASK);
  const old = k.ptr(place);
  if (old === NULL_INDEX) return NULL_INDEX;
  k.setPtr(place, NULL_INDEX);
  addCount(k, node, -1);
  prune(k, root, node);
  return old;
}

/** The lowest free index of first..last, where `pointer` is stored; undefined when all are taken. */
export function xa_alloc(
  k: Kernel,
  root: WordIndex,
  pointer: WordIndex,
  first: number,
  last: number,
): number | undefined {
  for (let index = first; index <= last;) {
    const skip = fullRunFrom(k, root, index);
    if (skip === 0) {
      xa_store(k, root, index, pointer);
      return index;
    }
    index += skip;
  }
  return undefined;
}

/** Calls `visit` for each stored pointer in ascending order of index. */
export function xa_for_each(k: Kernel, root: WordIndex, visit: (index: number, pointer: WordIndex) => void): void {
  const top = k.ptr(root);
  if (top === NULL_INDEX) return;
  if (isNode(k, root)) visitNode(k, top, 0, visit);
  else visit(0, top);
}

function visitNode(k: Kernel, node: WordIndex, base: number, visit: (index: number, pointer: WordIndex) => void): void {
  const shift = nodeShift(k, node);
  for (let i = 0; i < CHUNK_SIZE; i++) {
    const below = k.ptr(slotAt(node, i));
    if (below === NULL_INDEX) continue;
    const index = base + i * 2 ** shift;
    if (shift === 0) visit(index, below);
    else visitNode(k, below, index, visit);
  }
}

/** How many indexes from here on are surely taken: 0 when this one is free; a full leaf is passed in one go. */
function fullRunFrom(k: Kernel, root: WordIndex, index: number): number {
  if (!isNode(k, root)) return index === 0 && k.ptr(root) !== NULL_INDEX ? 1 : 0;
  let node = k.ptr(root);
  let shift = nodeShift(k, node);
  if (index > lastIndex(shift)) return 0;
  for (; shift > 0; shift -= CHUNK_SHIFT) {
    const place = slotAt(node, (index >>> shift) & CHUNK_MASK);
    if (!isNode(k, place)) return 0;
    node = k.ptr(place);
  }
  if (k.ptr(slotAt(node, index & CHUNK_MASK)) === NULL_INDEX) return 0;
  return nodeCount(k, node) === CHUNK_SIZE ? CHUNK_SIZE - (index & CHUNK_MASK) : 1;
}

/** Puts nodes on top until the index fits; the shift above the top node, which is 0 where the root itself takes the pointer. */
function expand(k: Kernel, root: WordIndex, index: number): number {
  let top = k.ptr(root);
  let shift = 0;
  if (top === NULL_INDEX) {
    if (index === 0) return 0;
    while (index > lastIndex(shift)) shift += CHUNK_SHIFT;
    return shift + CHUNK_SHIFT;
  }
  const wasNode = isNode(k, root);
  if (!wasNode && index === 0) return 0;
  if (wasNode) shift = nodeShift(k, top) + CHUNK_SHIFT;
  while (shift === 0 || index > lastIndex(shift - CHUNK_SHIFT)) {
    const above = newNode(k, shift, NULL_INDEX, 0);
    if (isNode(k, root)) {
      k.setPtr(wordIndex(top + NODE.parent), above);
      setNode(k, slotAt(above, 0), top);
    } else {
      k.setPtr(slotAt(above, 0), top);
    }
    addCount(k, above, 1);
    setNode(k, root, above);
    top = above;
    shift += CHUNK_SHIFT;
  }
  return shift;
}

/** Frees a node without entries and those above it that are empty then; what is left of the tree gets no deeper than it needs (xas_delete_node, xas_shrink). */
function prune(k: Kernel, root: WordIndex, leaf: WordIndex): void {
  let node = leaf;
  while (nodeCount(k, node) === 0) {
    const parent = k.ptr(wordIndex(node + NODE.parent));
    const offset = (k.mem.lo(node) >>> 8) & BYTE;
    k.free('xa_node', node);
    if (parent === NULL_INDEX) {
      k.setPtr(root, NULL_INDEX);
      return;
    }
    k.setPtr(slotAt(parent, offset), NULL_INDEX);
    addCount(k, parent, -1);
    node = parent;
  }
  if (k.ptr(wordIndex(node + NODE.parent)) === NULL_INDEX) shrink(k, root);
}

/** A top node whose one entry is in its first slot is of no use: what stands there takes its place at the root. */
function shrink(k: Kernel, root: WordIndex): void {
  while (isNode(k, root)) {
    const top = k.ptr(root);
    const first = slotAt(top, 0);
    const below = k.ptr(first);
    if (nodeCount(k, top) !== 1 || below === NULL_INDEX) return;
    if (isNode(k, first)) {
      setNode(k, root, below);
      k.setPtr(wordIndex(below + NODE.parent), NULL_INDEX);
    } else {
      k.setPtr(root, below);
    }
    k.free('xa_node', top);
  }
}

function newNode(k: Kernel, shift: number, parent: WordIndex, offset: number): WordIndex {
  const node = k.alloc('xa_node');
  k.mem.write(node, shift | (offset << 8), 0);
  if (parent !== NULL_INDEX) k.setPtr(wordIndex(node + NODE.parent), parent);
  return node;
}

const isNode = (k: Kernel, place: WordIndex): boolean => (k.mem.lo(place) & NODE_TAG) !== 0;
const setNode = (k: Kernel, place: WordIndex, node: WordIndex): void =>
  k.mem.write(place, pointerLo(node) | NODE_TAG, pointerHi(node));
const slotAt = (node: WordIndex, i: number): WordIndex => wordIndex(node + NODE.slots + i);
const nodeShift = (k: Kernel, node: WordIndex): number => k.mem.lo(node) & BYTE;
const nodeCount = (k: Kernel, node: WordIndex): number => (k.mem.lo(node) >>> COUNT_SHIFT) & BYTE;
/** The greatest index that fits below a node of this shift. */
const lastIndex = (shift: number): number => (shift < 25 ? (CHUNK_SIZE << shift) - 1 : CHUNK_SIZE * 2 ** shift - 1);

function addCount(k: Kernel, node: WordIndex, by: number): void {
  k.mem.write(node, k.mem.lo(node) + by * 2 ** COUNT_SHIFT, k.mem.hi(node));
}
