// What the README and the docs show of the command line is what it answers.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runCommandLine } from './commandLine';
import { terminalOf } from './terminal';

interface Example {
  readonly command: string;
  readonly answer: string;
}

/** Indented blocks that begin with `$ vswap`, each up to the next command or to the end of the block. */
function examplesIn(file: string): readonly Example[] {
  const blocks = readFileSync(file, 'utf8').split(/\n(?=\S)/);
  return blocks.flatMap((block) =>
    block
      .split(/^ {4}\$ vswap /m)
      .slice(1)
      .map((text) => {
        const [command = '', ...lines] = text.split('\n');
        return { command, answer: lines.map((line) => line.replace(/^ {4}/, '')).join('\n') };
      }),
  );
}

/** As a shell does it, for one `*` in a file's name. */
function expanded(argument: string): readonly string[] {
  const [before, after] = path.basename(argument).split('*');
  if (before === undefined || after === undefined) return [argument];
  const folder = path.dirname(argument);
  const names = readdirSync(folder).filter((name) => name.startsWith(before) && name.endsWith(after));
  return names.sort().map((name) => path.join(folder, name));
}

/** How many steps a kernel takes is no promise. */
const comparable = (text: string): string => text.replace(/\d+ steps/g, 'N steps').trim();

const EXAMPLES = ['README.md', 'docs/cli.md'].flatMap(examplesIn);
/** A server goes on and listens where it can: its own tests hold what it says. */
const isWhole = ({ command, answer }: Example): boolean => !/^ *\.\.\./m.test(answer) && !/^(dap|lsp) /.test(command);

test('there are examples', () => expect(EXAMPLES.filter(isWhole).length).toBeGreaterThanOrEqual(4));

test.each(EXAMPLES.filter(isWhole))('vswap $command', async ({ command, answer }) => {
  let out = '';
  const terminal = terminalOf({ write: (text) => (out += text) }, { write: (text) => (out += text) }, {});
  await runCommandLine(command.split(' ').flatMap(expanded), terminal, [], '1.2.3');
  expect(comparable(out)).toBe(comparable(answer));
});
