// `vswap decode` without the shell: a typed word becomes a bit diagram and a table for people, or JSON for programs.

import { decodeWord, type DecodedWord } from '../word/decode';
import { encodeWord } from '../word/encode';
import { hex, hexWord, parseWord } from '../word/hex';
import { isKernelName, KERNEL_NAMES, type KernelName } from '../word/kernelName';
import { FORMAT_IDS, type FormatId } from '../word/layout';
import { wordError, type WordProblem } from '../word/wordProblem';
import { wordDiagram } from './wordDiagram';

/** The command's arguments as typed; anything may be missing or wrong. */
export interface DecodeRequest {
  readonly word?: string | undefined;
  readonly as?: string | undefined;
  /** Default: ste-v1. */
  readonly kernel?: string | undefined;
  /** Bits of a NUMA node in a shadow, 0 to 10; default 10. */
  readonly nodesShift?: string | undefined;
  /** KIND field=value...; then no word is given. */
  readonly encode?: readonly string[] | undefined;
}

export interface DecodeJson {
  readonly word: string;
  readonly format: FormatId;
  readonly kernel: KernelName;
  readonly kind: string;
  readonly fields: readonly {
    readonly name: string;
    readonly bits: readonly [high: number, low: number];
    /** A number when exact, else 0x and hex digits. */
    readonly value: number | string;
    readonly meaning: string;
    readonly macro: string;
  }[];
}

export interface DecodeAnswer {
  /** For standard output; empty on bad input. */
  readonly text: string;
  readonly json: DecodeJson | undefined;
  /** For standard error: errors with exit code 2, warnings with 0. */
  readonly problems: readonly WordProblem[];
  readonly exitCode: 0 | 2;
}

export const DEFAULT_DECODE_KERNEL: KernelName = 'ste-v1';

/** Kernel CONFIG_NODES_SHIFT is at most 10. */
const GREATEST_NODES_SHIFT = 10n;
const MAX_ENCODE_PARTS = 65;

export function decodeCommand(request: DecodeRequest): DecodeAnswer {
  const problems: WordProblem[] = [];
  const format = parseFormat(request.as, problems);
  const kernel = parseKernel(request.kernel ?? DEFAULT_DECODE_KERNEL, problems);
  const nodesShift = parseNodesShift(request.nodesShift, problems);
  const typed = request.encode === undefined ? typedWord(request.word, problems) : undefined;
  if (format === undefined || kernel === undefined || nodesShift === undefined) return refused(problems);

  const options = { nodesShift };
  const word =
    request.encode === undefined ? typed : builtWord(request.word, request.encode, format, kernel, options, problems);
  if (word === undefined) return refused(problems);
  const decoded = decodeWord(word, format, kernel, options);
  return { text: wordDiagram(decoded), json: decodeJson(decoded), problems, exitCode: 0 };
}

const refused = (problems: readonly WordProblem[]): DecodeAnswer => ({
  text: '',
  json: undefined,
  problems,
  exitCode: 2,
});

export function decodeJson(decoded: DecodedWord): DecodeJson {
  return {
    word: hexWord(decoded.word),
    format: decoded.format,
    kernel: decoded.kernel,
    kind: decoded.kind,
    fields: decoded.fields.map(({ name, bits, value, meaning, macro }) => ({
      name,
      bits,
      value: jsonValue(value),
      meaning,
      macro,
    })),
  };
}

const jsonValue = (value: bigint): number | string =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : hex(value);

const quoted = (text: string): string => `"${text.length > 40 ? `${text.slice(0, 40)}...` : text}"`;

function parseFormat(text: string | undefined, problems: WordProblem[]): FormatId | undefined {
  const format = FORMAT_IDS.find((id) => id === text);
  if (format !== undefined) return format;
  const found = text === undefined ? 'no format is given' : `${quoted(text)} is not a format`;
  problems.push(wordError('VS0202', `${found}: expected --as with one of ${FORMAT_IDS.join(', ')}`));
  return undefined;
}

function parseKernel(text: string, problems: WordProblem[]): KernelName | undefined {
  if (isKernelName(text)) return text;
  problems.push(
    wordError('VS0203', `${quoted(text)} is not a kernel: expected --kernel with one of ${KERNEL_NAMES.join(', ')}`),
  );
  return undefined;
}

function parseNodesShift(text: string | undefined, problems: WordProblem[]): number | undefined {
  const { value } = parseWord(text ?? '10');
  if (value !== undefined && value > 0n && value <= GREATEST_NODES_SHIFT) return Number(value);
  problems.push(wordError('VS0208', `${quoted(text ?? '')} is no NODES_SHIFT: expected 1 to ${GREATEST_NODES_SHIFT}`));
  return undefined;
}

function typedWord(text: string | undefined, problems: WordProblem[]): bigint | undefined {
  if (text === undefined) {
    problems.push(
      wordError('VS0201', 'no word is given: expected one, as in 0x1000000000048d16, or --encode KIND field=value...'),
    );
    return undefined;
  }
  const parsed = parseWord(text);
  problems.push(...parsed.problems);
  return parsed.value;
}

function builtWord(
  word: string | undefined,
  parts: readonly string[],
  format: FormatId,
  kernel: KernelName,
  options: { readonly nodesShift: number },
  problems: WordProblem[],
): bigint | undefined {
  if (word !== undefined) {
    problems.push(wordError('VS0208', `the word ${quoted(word)} and --encode are both given: expected one of them`));
    return undefined;
  }
  const [kindName, ...assignments] = parts.slice(0, MAX_ENCODE_PARTS);
  if (kindName === undefined) {
    problems.push(
      wordError('VS0204', '--encode has no kind: expected KIND field=value..., as in PFN pfn=0x12345 count=1'),
    );
    return undefined;
  }
  const values = parseAssignments(assignments, problems);
  if (values === undefined) return undefined;
  const encoded = encodeWord(format, kernel, kindName, values, options);
  problems.push(...encoded.problems);
  return encoded.value;
}

function parseAssignments(parts: readonly string[], problems: WordProblem[]): ReadonlyMap<string, bigint> | undefined {
  const values = new Map<string, bigint>();
  const before = problems.length;
  for (const part of parts) {
    const [name, text, ...rest] = part.split('=');
    if (name === undefined || name === '' || text === undefined || rest.length > 0) {
      problems.push(wordError('VS0205', `${quoted(part)} sets no field: expected field=value, as in count=1`));
      continue;
    }
    if (values.has(name))
      problems.push(wordError('VS0207', `field ${quoted(name)} is given twice: expected one value`));
    const { value, problems: found } = parseWord(text);
    problems.push(...found);
    values.set(name, value ?? 0n);
  }
  return problems.length > before ? undefined : values;
}
