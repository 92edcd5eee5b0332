// What a page can be filled with, in words.

export const CONTENT_WORDS: Readonly<Record<string, string>> = {
  text: 'words that compress to about half. The seed makes pages differ; each page of a range has bytes of its own.',
  random: 'bytes that no compressor shrinks: zswap refuses such a page or keeps it whole.',
  pattern: 'a mixture of blocks that shrink and blocks that do not, as data in programs often is.',
  zero: 'zeros: swapped out without a write, a flag in the table is enough.',
  fill: 'one byte over and over.',
  seed: 'makes contents of the same kind differ.',
};
