// Hover: what the word under the cursor stands for.

import { CstUtils, GrammarUtils, type AstNode, type LangiumDocument } from 'langium';
import type { HoverProvider } from 'langium/lsp';
import type { Hover, HoverParams } from 'vscode-languageserver-protocol';
import { CGROUP_COUNTERS, DEVICE_COUNTERS, TASK_COUNTERS, countersOf, isCounterGroup } from '../counters.js';
import { FAULT_SITES } from '../analyseFail.js';
import { FIELDS, FUNCTIONS, STATES, isStateWord } from '../expressionWords.js';
import * as ast from '../generated/ast.js';
import { DEVICE_OPTIONS, MACHINE_ENTRIES, VSWAP_OPTIONS, ZSWAP_OPTIONS } from '../machineWords.js';
import { findCgroupSetting, findGlobalSetting } from '../settings.js';
import { oneLine, rangeOf } from '../sourceRange.js';
import { STATEMENTS } from '../statementWords.js';
import { VERBS } from '../verbWords.js';
import { findWord, type WordInfo } from '../wordInfo.js';
import { KERNEL_SOURCES, KERNEL_UNCERTAIN, isKernelName, type KernelName } from '../../word/kernelName.js';
import { analysisOf, nameAt } from './analysed.js';
import { CONTENT_WORDS } from './contentWords.js';
import { code, explainDeclaration, explainSetting, explainWord } from './hoverText.js';
import { toRange } from './positions.js';

export class ScenarioHoverProvider implements HoverProvider {
  getHoverContent(document: LangiumDocument, { position }: HoverParams): Hover | undefined {
    const root = document.parseResult.value.$cstNode;
    if (root === undefined) return undefined;
    const leaf = CstUtils.findLeafNodeAtOffset(root, document.textDocument.offsetAt(position));
    const named = nameAt(analysisOf(document), position);
    if (named !== undefined)
      return { contents: markdown(explainDeclaration(named.declaration)), range: toRange(named.range) };
    if (leaf === undefined || leaf.hidden || !/^[0-9A-Za-z_]/.test(leaf.text)) return undefined;
    const feature = GrammarUtils.findAssignment(leaf)?.feature;
    const text = explain(leaf.astNode, feature, leaf.text, document.textDocument.getText());
    return text === undefined ? undefined : { contents: markdown(text), range: leaf.range };
  }
}

function explain(node: AstNode, feature: string | undefined, word: string, source: string): string | undefined {
  if (ast.isMember(node) && feature === 'name') return explainMember(node, word, source);
  if (ast.isRef(node) && isCounterGroup(word))
    return `Counters and settings of ${word}: ${countersOf(word)
      .map(({ name }) => `\`${word}.${name}\``)
      .join(', ')}.`;
  if (ast.isIsTest(node) && feature === 'state')
    return isStateWord(word) ? `**${word}**: ${STATES[word].doc}` : undefined;
  if (ast.isCall(node) && feature === 'function') return explainFunction(word);
  if (feature === 'kernel' || feature === 'kernels') return isKernelName(word) ? explainKernel(word) : undefined;
  if (ast.isSetStatement(node) && feature === 'path') return explainPath(node.path);
  if ((ast.isSysctlEntry(node) || ast.isCgroupLimit(node)) && feature === 'path') return explainPath(node.path);
  if (ast.isFail(node) && feature === 'words') return explainSite(node);
  if (ast.isContent(node))
    return Object.hasOwn(CONTENT_WORDS, word) ? `**${word}**: ${CONTENT_WORDS[word] ?? ''}` : undefined;
  if (ast.isSlot(node) && word === 'vswap')
    return 'The virtual swap device. Its first slot is 512: cluster 0 is never used.';
  const info = tableFor(node, feature)
    .map((table) => findWord(table, word))
    .find((found) => found !== undefined);
  return info === undefined ? undefined : explainWord(info);
}

function explainKernel(name: KernelName): string {
  return [`Kernel **${name}**: ${KERNEL_SOURCES[name]}.`, KERNEL_UNCERTAIN[name] ?? []].flat().join('\n\n');
}

/** Where a word of the language can stand in this node. */
function tableFor(node: AstNode, feature: string | undefined): readonly (readonly WordInfo[])[] {
  if (ast.isAdvice(node) && feature === 'verb') return [VERBS];
  if (ast.isMapArea(node) || ast.isWrite(node) || ast.isUnmap(node)) return feature === undefined ? [VERBS] : [];
  if (ast.isDeviceOption(node)) return [DEVICE_OPTIONS];
  if (ast.isZswapOption(node)) return [ZSWAP_OPTIONS];
  if (ast.isVswapOption(node)) return [VSWAP_OPTIONS];
  if (ast.isMachineEntry(node)) return feature === undefined ? [MACHINE_ENTRIES] : [];
  return feature === undefined ? [STATEMENTS] : [];
}

function explainMember(node: ast.Member, word: string, source: string): string | undefined {
  const path = oneLine(node, source);
  const counter = explainCounter(path);
  if (counter !== undefined) return counter;
  const fields = FIELDS.filter(({ name }) => name === word);
  return fields.length === 0 ? undefined : [...new Set(fields.map(({ doc }) => `**.${word}**: ${doc}`))].join('\n\n');
}

function explainCounter(path: string): string | undefined {
  const [owner = '', ...rest] = path.split('.');
  const name = rest.join('.');
  const groups = isCounterGroup(owner) ? [countersOf(owner)] : [CGROUP_COUNTERS, DEVICE_COUNTERS, TASK_COUNTERS];
  const counter = groups.flat().find((each) => each.name === name);
  return counter === undefined ? undefined : `${code(path)}\n\n${counter.doc}`;
}

function explainFunction(word: string): string | undefined {
  const info = Object.hasOwn(FUNCTIONS, word) ? FUNCTIONS[word] : undefined;
  return info === undefined ? undefined : `${code(`${word}(SLOT)`)}\n\n${info.doc}`;
}

function explainPath(path: string): string | undefined {
  const setting = findGlobalSetting(path) ?? findCgroupSetting(path) ?? findCgroupSetting(path.replace(/^[^.]*\./, ''));
  return setting === undefined ? undefined : explainSetting(setting);
}

function explainSite(node: ast.Fail): string | undefined {
  const site = node.words.join(' ');
  const { line } = rangeOf(node);
  return Object.hasOwn(FAULT_SITES, site) ? `**${site}** (line ${line}): ${FAULT_SITES[site] ?? ''}.` : undefined;
}

function markdown(value: string): { readonly kind: 'markdown'; readonly value: string } {
  return { kind: 'markdown', value };
}
