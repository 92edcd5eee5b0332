// The kernel's xarray as far as swap uses it: a radix tree of 64-slot nodes in words. Pointers only; the root word holds the top node.
import { NULL_INDEX } from '../memory/regions.js';
import { wordIndex, type WordIndex } from '../word/brand.js';
import type { Kernel } from './kernel.js';

/** struct xa_node in words: shift, offset, count in word 0; parent, array; 64 slots from word 5 (facts 1.18: 576 bytes). */
const NODE = { header: 0, parent: 1, slots: 5 } as const;
const CHUNK_SHIFT = 6;
const CHUNK_SIZE = 64;
const COUNT_SHIFT = 16;
const BYTE = 0xff;

/** NULL_INDEX when nothing is stored there. */
export function xa_load(k: Kernel, root: WordIndex, index: number): WordIndex {
  let node = k.ptr(root);
  if (node === NULL_INDEX || index >= 2 ** (nodeShift(k, node) + CHUNK_SHIFT)) return NULL_INDEX;
  while (node !== NULL_INDEX) {
    const shift = nodeShift(k, node);
    const below = k.ptr(slotAt(node, Math.floor(index / 2 ** shift) % CHUNK_SIZE));
    if (shift === 0) return below;
    node = below;
  }
  return NULL_INDEX;
}

/** Stores a pointer; what stood there is returned. */
export function xa_store(k: Kernel, root: WordIndex, index: number, pointer: WordIndex): WordIndex {
  grow(k, root, index);
  let node = k.ptr(root);
  for (;;) {
    const shift = nodeShift(k, node);
    const place = slotAt(node, Math.floor(index / 2 ** shift) % CHUNK_SIZE);
    const below = k.ptr(place);
    if (shift === 0) {
      if (below === NULL_INDEX) addCount(k, node, 1);
      k.setPtr(place, pointer);
      return below;
    }
    if (below === NULL_INDEX) {
      const made = newNode(k, shift - CHUNK_SHIFT, node, Math.floor(index / 2 ** shift) % CHUNK_SIZE);
      k.setPtr(place, made);
      addCount(k, node, 1);
      node = made;
    } else {
      node = below;
    }
  }
}

/** Removes and returns what stood there; empty nodes are freed. */
export function xa_erase(k: Kernel, root: WordIndex, index: number): WordIndex {
  let node = k.ptr(root);
  if (node === NULL_INDEX || index >= 2 ** (nodeShift(k, node) + CHUNK_SHIFT)) return NULL_INDEX;
  while (nodeShift(k, node) > 0) {
    node = k.ptr(slotAt(node, Math.floor(index / 2 ** nodeShift(k, node)) % CHUNK_SIZE));
    if (node === NULL_INDEX) return NULL_INDEX;
  }
  const place = slotAt(node, index % CHUNK_SIZE);
  const old = k.ptr(place);
  if (old === NULL_INDEX) return NULL_INDEX;
  k.setPtr(place, NULL_INDEX);
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
  const walk = (node: WordIndex, base: number): void => {
    const shift = nodeShift(k, node);
    for (let i = 0; i < CHUNK_SIZE; i++) {
      const below = k.ptr(slotAt(node, i));
      if (below === NULL_INDEX) continue;
      const index = base + i * 2 ** shift;
      if (shift === 0) visit(index, below);
      else walk(below, index);
    }
  };
  const top = k.ptr(root);
  if (top !== NULL_INDEX) walk(top, 0);
}

/** How many indexes from here on are surely taken: 0 when this one is free; a full leaf is passed in one go. */
function fullRunFrom(k: Kernel, root: WordIndex, index: number): number {
  let node = k.ptr(root);
  if (node === NULL_INDEX || index >= 2 ** (nodeShift(k, node) + CHUNK_SHIFT)) return 0;
  while (node !== NULL_INDEX) {
    const shift = nodeShift(k, node);
    if (shift === 0) {
      if (k.ptr(slotAt(node, index % CHUNK_SIZE)) === NULL_INDEX) return 0;
      return nodeCount(k, node) === CHUNK_SIZE ? CHUNK_SIZE - (index % CHUNK_SIZE) : 1;
    }
    node = k.ptr(slotAt(node, Math.floor(index / 2 ** shift) % CHUNK_SIZE));
  }
  return 0;
}

function grow(k: Kernel, root: WordIndex, index: number): void {
  let top = k.ptr(root);
  if (top === NULL_INDEX) {
    let shift = 0;
    while (index >= 2 ** (shift + CHUNK_SHIFT)) shift += CHUNK_SHIFT;
    k.setPtr(root, newNode(k, shift, NULL_INDEX, 0));
    return;
  }
  while (index >= 2 ** (nodeShift(k, top) + CHUNK_SHIFT)) {
    const above = newNode(k, nodeShift(k, top) + CHUNK_SHIFT, NULL_INDEX, 0);
    k.setPtr(slotAt(above, 0), top);
    addCount(k, above, 1);
    k.setPtr(wordIndex(top + NODE.parent), above);
    k.setPtr(root, above);
    top = above;
  }
}

function prune(k: Kernel, root: WordIndex, leaf: WordIndex): void {
  let node = leaf;
  addCount(k, node, -1);
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
}

function newNode(k: Kernel, shift: number, parent: WordIndex, offset: number): WordIndex {
  const node = k.alloc('xa_node');
  k.mem.write(node, shift | (offset << 8), 0);
  if (parent !== NULL_INDEX) k.setPtr(wordIndex(node + NODE.parent), parent);
  return node;
}

const slotAt = (node: WordIndex, i: number): WordIndex => wordIndex(node + NODE.slots + i);
const nodeShift = (k: Kernel, node: WordIndex): number => k.mem.lo(node) & BYTE;
const nodeCount = (k: Kernel, node: WordIndex): number => (k.mem.lo(node) >>> COUNT_SHIFT) & BYTE;

function addCount(k: Kernel, node: WordIndex, by: number): void {
  k.mem.write(node, k.mem.lo(node) + by * 2 ** COUNT_SHIFT, k.mem.hi(node));
}
