// The generated parser behind our own layout of tokens and our own way of saying what was expected.

import {
  DefaultLexer,
  EmptyFileSystem,
  LangiumParserErrorMessageProvider,
  createDefaultCoreModule,
  createDefaultSharedCoreModule,
  inject,
  type LangiumCoreServices,
  type LangiumParser,
  type LexerResult,
  type Module,
  type ParseResult,
  type PartialLangiumCoreServices,
  type TokenizeOptions,
} from 'langium';
import type { Scenario } from './generated/ast.js';
import { VswapGeneratedModule, VswapGeneratedSharedModule } from './generated/module.js';
import { layOut, layOutPartial, type LayoutReport } from './layout.js';

class LayoutLexer extends DefaultLexer {
  override tokenize(text: string, options?: TokenizeOptions): LexerResult {
    const result = super.tokenize(text, options);
    const close = this.definition['}'];
    if (options?.mode === 'partial' || close === undefined) return { ...result, tokens: layOutPartial(result.tokens) };
    const { tokens, braces } = layOut(result.tokens, close);
    const openComment = result.hidden.find(
      (token) => token.image.startsWith('/*') && (token.image.length < 4 || !token.image.endsWith('*/')),
    );
    const report: LayoutReport = { diagnostics: result.report?.diagnostics ?? [], braces, tokens, openComment };
    return { ...result, tokens, report };
  }
}

type MismatchOptions = Parameters<LangiumParserErrorMessageProvider['buildMismatchTokenMessage']>[0];

/** Messages are made from the whole line later (syntaxProblems.ts); of a mismatch the parser alone knows which token it wanted. */
class ExpectedTokenOnly extends LangiumParserErrorMessageProvider {
  override buildMismatchTokenMessage({ expected }: MismatchOptions): string {
    return expected.name;
  }
}

/** The part of the language's services that any host shares: command line, tests, language server. */
export const VswapModule = {
  parser: {
    Lexer: (services: LangiumCoreServices) => new LayoutLexer(services),
    ParserErrorMessageProvider: () => new ExpectedTokenOnly(),
  },
} satisfies Module<LangiumCoreServices, PartialLangiumCoreServices>;

let parser: LangiumParser | undefined;

/** Never throws for texts that `refusal` lets pass. The parser is made on first use (about 50 ms). */
export function parseScenario(text: string): ParseResult<Scenario> {
  parser ??= createParser();
  return parser.parse<Scenario>(text);
}

function createParser(): LangiumParser {
  const shared = inject(createDefaultSharedCoreModule(EmptyFileSystem), VswapGeneratedSharedModule);
  const services = inject(createDefaultCoreModule({ shared }), VswapGeneratedModule, VswapModule);
  shared.ServiceRegistry.register(services);
  return services.parser.LangiumParser;
}
