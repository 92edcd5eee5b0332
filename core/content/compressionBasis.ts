// What a compressed size rests on, in words for people: shown wherever the product shows sizes of a compressor.

import type { CompressionAlgorithm } from './compressedSize';

/**
 * `recorded`: held against sizes recorded from a kernel, and equal to all of them. `approximate`: the real algorithm, but no kernel
 * sizes to hold it against. The figures are those of docs/compression.md.
 */
export interface CompressionBasis {
  readonly kind: 'recorded' | 'approximate' | 'not modelled yet';
  readonly text: string;
}

export function compressionBasis(algorithm: CompressionAlgorithm): CompressionBasis {
  switch (algorithm) {
    case 'lz4':
      return { kind: 'recorded', text: 'lz4 sizes equal all those recorded on Linux 6.18.' };
    case 'lzo':
    case 'lzo-rle':
      return {
        kind: 'recorded',
        text:
          `${algorithm} sizes equal all those recorded on Linux 6.18, from which the rules of the search were inferred: ` +
          'approximate for contents unlike the recorded ones.',
      };
    case 'zstd':
      return {
        kind: 'approximate',
        text:
          'zstd sizes are approximate: zstd 1.5.7 at level 3 with parameters for a page, where the kernel takes those for 256 KiB ' +
          '(up to 24 bytes apart on the generated pages). No kernel sizes were recorded.',
      };
    case 'deflate':
      return { kind: 'not modelled yet', text: 'deflate is not modelled yet.' };
  }
}
