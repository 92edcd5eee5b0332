// Colours by meaning: what a name is, which grammar rules alone cannot tell.

import { AstUtils, type AstNode, type LangiumDocument } from 'langium';
import { AbstractSemanticTokenProvider, type SemanticTokenAcceptor } from 'langium/lsp';
import { SemanticTokenModifiers, SemanticTokenTypes } from 'vscode-languageserver-protocol';
import * as ast from '../generated/ast.js';
import type { NameKind } from '../names.js';
import { analysisOf } from './analysed.js';
import { toRange } from './positions.js';

const TYPES: Readonly<Record<NameKind, SemanticTokenTypes>> = {
  task: SemanticTokenTypes.class,
  area: SemanticTokenTypes.variable,
  device: SemanticTokenTypes.struct,
  cgroup: SemanticTokenTypes.namespace,
  variable: SemanticTokenTypes.parameter,
};

export class ScenarioSemanticTokenProvider extends AbstractSemanticTokenProvider {
  protected override highlightElement(node: AstNode, acceptor: SemanticTokenAcceptor): void {
    if (ast.isScenario(node)) highlightNames(AstUtils.getDocument(node), acceptor);
    else if (ast.isIsTest(node)) acceptor({ node, property: 'state', type: SemanticTokenTypes.enumMember });
    else if (ast.isCall(node)) acceptor({ node, property: 'function', type: SemanticTokenTypes.function });
    else if (ast.isContent(node)) acceptor({ node, property: 'kind', type: SemanticTokenTypes.enumMember });
    else if (ast.isKernelEntry(node)) acceptor({ node, property: 'kernel', type: SemanticTokenTypes.enumMember });
    else if (ast.isKernelsEntry(node)) acceptor({ node, property: 'kernels', type: SemanticTokenTypes.enumMember });
    else if (ast.isZswapOption(node)) acceptor({ node, property: 'compressor', type: SemanticTokenTypes.enumMember });
    else if (ast.isMember(node) && !isArea(node))
      acceptor({ node, property: 'name', type: SemanticTokenTypes.property });
  }
}

/** `heap` of `app.heap[0]` is coloured as a name. */
function isArea(node: ast.Member): boolean {
  const container: AstNode = node.$container;
  return ast.isIndex(container);
}

function highlightNames(document: LangiumDocument, acceptor: SemanticTokenAcceptor): void {
  for (const { kind, range, references } of analysisOf(document).declarations) {
    acceptor({ range: toRange(range), type: TYPES[kind], modifier: SemanticTokenModifiers.declaration });
    for (const reference of references) acceptor({ range: toRange(reference), type: TYPES[kind] });
  }
}
