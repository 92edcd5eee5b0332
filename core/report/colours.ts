// The colours of printed text by what they mean; without a terminal every one of them leaves the text as it is.

export interface Colours {
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

const asItIs = (text: string): string => text;

export const PLAIN: Colours = { good: asItIs, bad: asItIs, warn: asItIs, dim: asItIs, bold: asItIs };
