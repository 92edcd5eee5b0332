// Doubly linked kernel lists (struct list_head: next, prev) in words, with real pointers.
import { wordIndex, type WordIndex } from '../word/brand.js';
import type { Kernel } from './kernel.js';

const NEXT = 0;
const PREV = 1;

export function INIT_LIST_HEAD(k: Kernel, head: WordIndex): void {
  k.setPtr(member(head, NEXT), head);
  k.setPtr(member(head, PREV), head);
}

/** NULL pointers (a head in zeroed memory) count as empty. */
export function list_empty(k: Kernel, head: WordIndex): boolean {
  const next = k.ptr(member(head, NEXT));
  return next === head || next === 0;
}

export function list_first(k: Kernel, head: WordIndex): WordIndex {
  return k.ptr(member(head, NEXT));
}

export function list_next(k: Kernel, node: WordIndex): WordIndex {
  return k.ptr(member(node, NEXT));
}

export function list_prev(k: Kernel, node: WordIndex): WordIndex {
  return k.ptr(member(node, PREV));
}

export function list_add_tail(k: Kernel, node: WordIndex, head: WordIndex): void {
  insert(k, node, list_prev(k, head), head);
}

export function list_add(k: Kernel, node: WordIndex, head: WordIndex): void {
  insert(k, node, head, list_first(k, head));
}

export function list_del(k: Kernel, node: WordIndex): void {
  unlink(k, node);
  k.setPtr(member(node, NEXT), wordIndex(0));
  k.setPtr(member(node, PREV), wordIndex(0));
}

export function list_move_tail(k: Kernel, node: WordIndex, head: WordIndex): void {
  unlink(k, node);
  list_add_tail(k, node, head);
}

/** On a list at all; nodes off lists hold NULL. */
export function list_linked(k: Kernel, node: WordIndex): boolean {
  return k.ptr(member(node, NEXT)) !== 0;
}

function insert(k: Kernel, node: WordIndex, before: WordIndex, after: WordIndex): void {
  k.setPtr(member(after, PREV), node);
  k.setPtr(member(node, NEXT), after);
  k.setPtr(member(node, PREV), before);
  k.setPtr(member(before, NEXT), node);
}

function unlink(k: Kernel, node: WordIndex): void {
  const next = list_next(k, node);
  const prev = list_prev(k, node);
  k.setPtr(member(next, PREV), prev);
  k.setPtr(member(prev, NEXT), next);
}

function member(node: WordIndex, offset: number): WordIndex {
  return wordIndex(node + offset);
}
