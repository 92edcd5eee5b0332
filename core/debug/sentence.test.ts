// One sentence out of several, or of one.
import { expect, it } from 'vitest';
import { alsoSaid, firstSentence, goingOn } from './sentence';

it.each([
  ['app.heap[0] is lost: its slot was freed. By CPU 0. It is gone.', 'app.heap[0] is lost: its slot was freed'],
  ['found 6.18 in zswap.pool', 'found 6.18 in zswap.pool'],
  ['No page frame is free. free_unref_page says more.', 'No page frame is free'],
  ['Is it there? "No" it says.', 'Is it there?'],
  ['One.', 'One'],
  ['It ends. (Then) more', 'It ends'],
  ['', ''],
])('%j begins with %j', (text, first) => {
  expect(firstSentence(text)).toBe(first);
});

it.each([
  [
    'Line 3 lost data: it is gone.',
    'Breakpoint on line 4, "x".',
    'Line 3 lost data: it is gone; and breakpoint on line 4, "x".',
  ],
  ['A was called.', 'CPU 0 waits.', 'A was called; and CPU 0 waits.'],
  ['A was called.', 'folio_free_swap was called.', 'A was called; and folio_free_swap was called.'],
])('%j and %j are one', (first, second, both) => {
  expect(alsoSaid(first, second)).toBe(both);
});

it.each([
  ['Stepped to line 3.', 'stepped to line 3.'],
  ['CPU 0 goes on.', 'CPU 0 goes on.'],
  ['On "main".', 'on "main".'],
])('%j goes on as %j', (sentence, behind) => {
  expect(goingOn(sentence)).toBe(behind);
});
