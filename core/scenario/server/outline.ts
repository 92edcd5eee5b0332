// The outline: the machine with its devices and cgroups, tasks with their areas, labels, races and loops.

import type { LangiumDocument } from 'langium';
import type { DocumentSymbolProvider } from 'langium/lsp';
import { SymbolKind, type DocumentSymbol } from 'vscode-languageserver-protocol';
import * as ast from '../generated/ast.js';
import { unquote } from '../literals.js';
import type { SourceRange } from '../program.js';
import { oneLine, rangeOf, rangeOfProperty } from '../sourceRange.js';
import { analysisOf, scenarioOf } from './analysed.js';
import { toRange } from './positions.js';

export class ScenarioOutlineProvider implements DocumentSymbolProvider {
  getSymbols(document: LangiumDocument): DocumentSymbol[] {
    const source = document.textDocument.getText();
    const areas = analysisOf(document).declarations.filter(({ kind }) => kind === 'area');
    const areasOf = (task: string): DocumentSymbol[] =>
      areas
        .filter(({ owner }) => owner === task)
        .map(({ name, range, pages }) => symbol(name, SymbolKind.Variable, range, range, `${pages ?? '?'} pages`));
    return scenarioOf(document).statements.flatMap((statement) => symbolsOf(statement, source, areasOf));
  }
}

type AreasOf = (task: string) => DocumentSymbol[];

/** A statement may lack any part while it is being typed; what has no name yet is left out. */
function symbolsOf(node: ast.Statement, source: string, areasOf: AreasOf): DocumentSymbol[] {
  const range = rangeOf(node);
  const titled = (title: string, kind: SymbolKind, children: DocumentSymbol[] = []): DocumentSymbol[] => [
    symbol(title, kind, range, range, undefined, children),
  ];
  const inside = (body: ast.Block | undefined): DocumentSymbol[] =>
    (body?.statements ?? []).flatMap((each) => symbolsOf(each, source, areasOf));
  switch (node.$type) {
    case 'Machine':
      return titled('machine', SymbolKind.Module, node.entries.flatMap(machineSymbols));
    case 'Task':
    case 'Fork': {
      if (missing(node.name)) return [];
      const areas = areasOf(node.name).filter((area) => area.range.start.line + 1 >= range.line);
      const detail = ast.isTask(node) && node.cgroup !== undefined ? `in ${node.cgroup}` : undefined;
      return [symbol(node.name, SymbolKind.Class, range, rangeOfProperty(node, 'name'), detail, areas)];
    }
    case 'Label':
      return missing(node.text) ? [] : titled(unquote(node.text) || 'label', SymbolKind.Event);
    case 'Race':
      return titled(
        `race ${node.label ?? ''}`.trim(),
        SymbolKind.Operator,
        node.blocks.flatMap((block) => inside(block.body)),
      );
    case 'Repeat':
    case 'For':
      return titled(oneLine(node, source).replace(/ *\{[^]*$/, ''), SymbolKind.Operator, inside(node.body));
    default:
      return [];
  }
}

function machineSymbols(entry: ast.MachineEntry): DocumentSymbol[] {
  const range = rangeOf(entry);
  if (ast.isSwapEntry(entry))
    return missing(entry.device) || missing(entry.device.name)
      ? []
      : [symbol(entry.device.name, SymbolKind.Struct, range, rangeOfProperty(entry.device, 'name'))];
  if (ast.isCgroupEntry(entry))
    return missing(entry.name) ? [] : [symbol(entry.name, SymbolKind.Namespace, range, rangeOfProperty(entry, 'name'))];
  return [];
}

/** The generated types promise every part; a line that is being typed does not keep the promise. */
function missing(part: unknown): boolean {
  return part === undefined;
}

function symbol(
  name: string,
  kind: SymbolKind,
  range: SourceRange,
  selection: SourceRange,
  detail?: string,
  children: DocumentSymbol[] = [],
): DocumentSymbol {
  const own: DocumentSymbol = { name, kind, range: toRange(range), selectionRange: toRange(selection), children };
  return detail === undefined ? own : { ...own, detail };
}
