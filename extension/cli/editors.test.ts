// The configurations of docs/editors.md, as people paste them: each command line in them is one that vswap takes, each launch one that the adapter takes.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json';
import { check } from '../../core/protocol/schema';
import { requestArguments } from '../adapter/requestArguments';
import { runCommandLine, type Server } from './commandLine';
import { terminalOf } from './terminal';

const page = readFileSync(new URL('../../docs/editors.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/^```(lua|elisp|toml)\n([^]*?)^```$/gm)].map(([, language = '', text = '']) => ({
  language,
  text,
}));
/** The launch arguments of the page, with their types. */
const documented = new Map(
  [...page.matchAll(/^\| `(\w+)` \| (string|boolean) \|/gm)].map(([, name = '', type = '']) => [name, type]),
);
/** What every editor has in a configuration for itself. */
const OF_THE_EDITOR = ['type', 'request', 'name'];

/** The lists of strings in a block that are a command line of vswap, without its name. */
function commandLines({ text }: { readonly text: string }): readonly (readonly string[])[] {
  return [...text.matchAll(/(?<!\w)[{([]((?:\s*(?:'[^']*'|"[^"]*"|:autoport),?)+)\s*[})\]]/g)]
    .map(([, list = '']) =>
      [...list.matchAll(/'([^']*)'|"([^"]*)"|:autoport/g)].map(([, single, double]) => single ?? double ?? '4711'),
    )
    .map((words) => (words[0] === 'vswap' ? words.slice(1) : words))
    .filter(([command]) => command === 'dap' || command === 'lsp');
}

/** The launches in a block: what stands beside a request of that kind. */
function launches({ language, text }: { readonly language: string; readonly text: string }): readonly Launch[] {
  if (language === 'lua')
    return [...text.matchAll(/\{[^{}]*request = 'launch'[^]*?\},?$/gm)].map(([table]) =>
      launchOf(table.matchAll(/(\w+) = ('[^']*'|true|false)/g)),
    );
  return text.includes(':request "launch"')
    ? [launchOf(text.matchAll(/:([\w-]+) ("[^"]*"|\(buffer-file-name\)|[\w-]+)/g))]
    : [];
}

type Launch = Readonly<Record<string, unknown>>;

function launchOf(pairs: Iterable<RegExpMatchArray>): Launch {
  const launch: Record<string, unknown> = {};
  for (const [, name = '', value] of pairs) launch[name] = read(value);
  return launch;
}

function read(value = ''): unknown {
  if (value === 'true' || value === 't') return true;
  if (value === 'false' || value === 'nil') return false;
  return value.includes('buffer-file-name') ? '/a.vswap' : value.slice(1, -1);
}

describe('a configuration', () => {
  it('is there for each editor', () => {
    expect(
      blocks
        .flatMap(commandLines)
        .map((words) => words.join(' '))
        .sort(),
    ).toEqual(['dap', 'dap', 'dap', 'dap --port 4711', 'lsp', 'lsp', 'lsp']);
    expect(blocks.flatMap(launches)).toHaveLength(5);
  });

  it.each(blocks.flatMap(commandLines))('starts vswap with what it takes: %s', async (...words) => {
    const started: string[] = [];
    const server = (name: string): Server => ({
      name,
      protocol: '',
      serve: (port) => {
        started.push(port === undefined ? name : `${name} --port ${port}`);
        return Promise.resolve(0);
      },
    });
    let errors = '';
    const terminal = terminalOf({ write: () => true }, { write: (text) => (errors += text) }, {});
    const args = words.filter((word) => typeof word === 'string');
    expect(await runCommandLine(args, terminal, [server('dap'), server('lsp')], '')).toBe(0);
    expect([errors, started]).toEqual(['', [args.join(' ')]]);
  });

  it.each(blocks.flatMap(launches))('launches with what the adapter takes: %j', (launch) => {
    expect(check(requestArguments.launch, launch).problems).toEqual([]);
    expect(Object.keys(launch)).toContain('request');
    expect(Object.keys(launch).filter((name) => !documented.has(name) && !OF_THE_EDITOR.includes(name))).toEqual([]);
  });
});

describe('the launch arguments', () => {
  const ours = new Map<string, object>(
    packageJson.contributes.debuggers.flatMap(({ configurationAttributes: { launch } }) =>
      Object.entries(launch.properties),
    ),
  );

  it('are all documented, without the one that only VS Code has', () => {
    const names = [...ours.keys()].filter((name) => name !== 'trace');
    expect([...documented.keys()].sort()).toEqual([...names, 'noDebug'].sort());
  });

  it.each([...documented])('%s is a %s', (name, type) => {
    const takes = (value: unknown): boolean =>
      check(requestArguments.launch, { program: '/a.vswap', [name]: value }).value !== undefined;
    const schema = ours.get(name);
    const choices: readonly unknown[] =
      schema !== undefined && 'enum' in schema && Array.isArray(schema.enum)
        ? schema.enum
        : [type === 'boolean' ? true : '/b.vswap'];
    for (const right of choices) expect(takes(right)).toBe(true);
    for (const wrong of [7, {}, [], type === 'boolean' ? 'true' : true]) expect(takes(wrong)).toBe(false);
  });
});
