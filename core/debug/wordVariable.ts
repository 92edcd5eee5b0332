// A 64-bit word as a variable: its raw value and kind, and below it every field under the kernel's name for its bits.
import type { ModelView, WordView } from '../mm/view';
import { decodeWord, type DecodedField, type DecodedWord } from '../word/decode';
import { fieldCoding } from '../word/fieldCoding';
import { hex as hexText, hexWord } from '../word/hex';
import { wordOf } from '../word/halves';
import type { KernelName } from '../word/kernelName';
import type { FormatId } from '../word/layout';
import { addressTarget } from './dataTarget';
import { namedChildren, numberText, variable, type Variable } from './variable';

export function wordVariable(
  name: string,
  view: ModelView,
  word: WordView,
  format: FormatId,
  kernel: KernelName,
  expression?: string,
): Variable {
  const decoded = decodeWord(wordOf(word.lo, word.hi), format, kernel);
  return decodedVariable(name, decoded, view.address(word.index), expression);
}

/** `address` is where the word stands; undefined for a word that is in no memory, such as one that was typed. */
export function decodedVariable(
  name: string,
  decoded: DecodedWord,
  address: bigint | undefined,
  expression?: string,
): Variable {
  return variable(name, `${hexWord(decoded.word)} ${wordText(decoded)}`, {
    type: decoded.format,
    address,
    expression,
    place: address === undefined ? undefined : (expression ?? addressTarget(address, 8, decoded.format)),
    children: namedChildren(decoded.fields.length + 1, (hex) => [
      meaningOf(decoded),
      ...decoded.fields.map((field) => {
        const asked = expression === undefined || !isAskable(field.name) ? undefined : `${expression}.${field.name}`;
        const isSettable = address !== undefined && fieldCoding(decoded.word, field) !== undefined;
        const place = isSettable ? (asked ?? addressTarget(address, 8, decoded.format, field.name)) : undefined;
        return { ...fieldVariable(field, hex), expression: asked, place };
      }),
    ]),
  });
}

/** The language knows all fields but those that are the same in every word of a kind (core/scenario/expressionWords.ts). */
export const isAskable = (name: string): boolean => !/^(reserved_|payload$|ones$|mark$)/.test(name);

/** The kind and those fields that tell one word of the kind from another, such as `PFN count=1 pfn=0x1000`. */
export function wordText(decoded: DecodedWord): string {
  const telling = decoded.fields.filter(isTelling);
  return [decoded.kind, ...telling.map(({ name, value }) => `${name}=${fieldText(name, value)}`)].join(' ');
}

/** Whether a field tells one word of its kind from another. */
export const isTelling = ({ name, value }: DecodedField): boolean =>
  value !== 0n && !/^(mark|top|ones|reserved_.*)$/.test(name);

function meaningOf(decoded: DecodedWord): Variable {
  return variable(
    'kind',
    decoded.note === undefined
      ? `${decoded.kind}: ${decoded.meaning}`
      : `${decoded.kind}: ${decoded.meaning} (${decoded.note})`,
  );
}

function fieldVariable({ name, bits: [high, low], value, meaning, macro }: DecodedField, hex: boolean): Variable {
  const where = high === low ? `bit ${high}` : `bits ${high}..${low}`;
  const shown = hex ? numberText(value, true) : fieldText(name, value);
  return variable(name, `${shown} (${[macro, where].filter((text) => text !== '').join(', ')}: ${meaning})`, {
    type: macro === '' ? undefined : macro,
  });
}

/** Addresses and frame numbers are read in hexadecimal, counts and slots in decimal. */
export function fieldText(name: string, value: bigint): string {
  return /pfn|pointer|address|entry|eviction|flags/.test(name) ? hexText(value) : value.toString();
}
