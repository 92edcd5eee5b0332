// `vswap decode`: a word of the tables taken to pieces, or built from them; what it means is core/report/decode.ts.

import { decodeCommand, type DecodeRequest } from '../../core/report/decode';
import { printable } from '../../core/report/printable';
import type { Terminal } from './terminal';

/** The exit code: 0, or 2 for bad input. */
export function decode(request: DecodeRequest, json: boolean, terminal: Terminal): 0 | 2 {
  const answer = decodeCommand(request);
  const { bad, warn } = terminal.errColours;
  for (const { severity, code, message } of answer.problems) {
    const paint = severity === 'error' ? bad : warn;
    terminal.err(`${paint(`${severity} ${code}:`)} ${printable(message)}\n`);
  }
  if (answer.json !== undefined)
    terminal.out(json ? `${JSON.stringify(answer.json, undefined, 2)}\n` : `${answer.text}\n`);
  return answer.exitCode;
}
