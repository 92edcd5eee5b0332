// The texts of hovers and completions, in Markdown: what a word means and which kernel functions stand behind it.

import { KERNEL_FUNCTIONS } from '../kernelFunctions.js';
import type { Declaration } from '../names.js';
import type { Setting } from '../settings.js';
import { spellBytes, PAGE_SIZE } from '../literals.js';
import type { WordInfo } from '../wordInfo.js';

export function explainWord(info: WordInfo): string {
  const functions = info.functions.map((name) => `- \`${name}\`: ${KERNEL_FUNCTIONS[name] ?? ''}`);
  const kernel = functions.length === 0 ? [] : ['In the kernel:', functions.join('\n')];
  return [code(info.usage), `Stands for ${info.call}.`, info.doc, ...kernel].join('\n\n');
}

export function explainSetting(setting: Setting): string {
  const takes = {
    switch: 'on or off',
    bytes: 'a size such as 4M, or max',
    number: `a number from ${setting.min} to ${setting.max}`,
  }[setting.takes];
  return [`\`${setting.file}\``, setting.doc, `Takes ${takes}.`].join('\n\n');
}

export function explainDeclaration(declaration: Declaration): string {
  const { kind, name, owner, pages, references } = declaration;
  const size = pages === undefined ? '' : `, ${pages} pages (${spellBytes(pages * PAGE_SIZE)})`;
  const title = {
    task: `task ${name}`,
    area: `area ${owner ?? ''}.${name}${size}`,
    device: `swap device ${name}${size}`,
    cgroup: `cgroup ${name}`,
    variable: `${name} in ${declaration.values?.first ?? '?'}..${declaration.values?.last ?? '?'}`,
  }[kind];
  const uses = references.length === 1 ? 'once' : `${references.length} times`;
  return `${code(title)}\n\nDeclared on line ${declaration.range.line}, used ${uses}.`;
}

export function code(text: string): string {
  return `\`\`\`vswap\n${text}\n\`\`\``;
}
