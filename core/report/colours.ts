// The colours of printed text by what they mean; without a terminal every one of them leaves the text as it is.

export interface Colours {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
}

const asItIs = (text: string): string => text;

export const PLAIN: Colours = { good: asItIs, bad: asItIs, warn: asItIs, dim: asItIs, bold: asItIs };
