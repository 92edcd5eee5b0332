// The virtual device with another type and size than a real boot gives it, and what its end is like on each version.
import { describe, expect, test } from 'vitest';
import { findingsOf, recorded, VIRTUAL } from '../timeline/scenario.fixture';

/** `vswap.pages` right after boot. */
const pages = (kernel: string, options: string): string =>
  recorded(`machine { kernel ${kernel}  ${options} }\nprint vswap.pages\n`).operations[0]?.output[0] ?? '';

test('its size is that of the version: just under 16 TiB, with RFC v2 just under 8 PiB', () => {
  expect(pages('ste-v1', '')).toBe(String(2 ** 32 - 512 - 1));
  expect(pages('ste-v2', '')).toBe(String(2 ** 41 - 512 - 1));
  expect(pages('p4', 'vswap { size 4M }')).toBe('0');
});

test('it can be made smaller, never larger', () => {
  expect(pages('ste-v1', 'vswap { size 4M }')).toBe('1023');
  expect(pages('ste-v1', 'vswap { size 32T }')).toBe(String(2 ** 32 - 512 - 1));
  expect(pages('ste-v2', 'vswap { size 32T }')).toBe(String(2 ** 33 - 1));
});

describe.each(VIRTUAL)('on %s', (kernel) => {
  test('another type than 0: devices take the types around it, and entries carry it', () => {
    const run =
      recorded(`machine { kernel ${kernel}  vswap { type 1 }  swap a 1M { priority 2 }  swap b 1M { priority 1 } }
task app
app: map heap 1 pages
app: write heap[0] text
app: pageout heap[0]
expect app.heap[0].entry == vswap:512
expect app.heap[0].entry.type == 1
expect a:1.type == 0
expect b:1.type == 2
expect rmap(a:1) == vswap:512
`);
    expect(findingsOf(run)).toEqual([]);
  });

  test('at its end large folios come apart, single pages get direct slots, and freed slots are virtual again', () => {
    const run = recorded(`machine { kernel ${kernel}  vswap { size 4M }  swap disk0 8M }
task app
app: map heap 528 pages
app: map large 16 pages mthp 64K
app: write heap[0..527] random seed 1
app: write large[0..15] random seed 2
app: pageout heap[0..511]
expect vswap.used == 512
expect vswap.alloc_reject == 0
app: pageout heap[512]
expect vswap.alloc_reject == 1
expect app.heap[512] is phys on disk0
expect app.heap[512].entry.type == disk0:1.type
app: pageout large[0..15]
expect app.large[0].entry.type == disk0:1.type
app: free heap[0]
app: write heap[0] random seed 3
app: pageout heap[0]
expect all app.heap[0..512].content != zero
expect all app.large[0..15].content == random seed 2
`);
    expect(findingsOf(run)).toEqual([]);
  });
});
