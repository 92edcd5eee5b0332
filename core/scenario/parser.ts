// The generated parser behind our own layout of tokens and our own way of saying what was expected.

import {
  DefaultLexer,
  EmptyFileSystem,
  LangiumParserErrorMessageProvider,
  createDefaultCoreModule,
  createDefaultSharedCoreModule,
  LangiumParser,
  createParser,
  inject,
  type AstNode,
  type LangiumCoreServices,
  type ParserOptions,
  type LexerResult,
  type Module,
  type ParseResult,
  type PartialLangiumCoreServices,
  type TokenizeOptions,
} from 'langium';
import { refusal } from './limits.js';
import type { Finding } from './problemList.js';
import type { Scenario } from './generated/ast.js';
import { VswapGeneratedModule, VswapGeneratedSharedModule } from './generated/module.js';
import { CAUTION } from './recovery.js';
import { layOut, layOutPartial, type LayoutReport } from './layout.js';

class LayoutLexer extends DefaultLexer {
  override tokenize(text: string, options?: TokenizeOptions): LexerResult {
    const result = super.tokenize(text, options);
    const { '{': open, '}': close } = this.definition;
    if (options?.mode === 'partial' || open === undefined || close === undefined)
      return { ...result, tokens: layOutPartial(result.tokens) };
    const { tokens, braces } = layOut(result.tokens, { open, close });
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

class CautiousParser extends LangiumParser {
  constructor(services: LangiumCoreServices) {
    super(services);
    Object.assign(this.wrapper, CAUTION);
  }

  /** A text that must not be parsed gives an empty scenario, and `refusalOf` says why. */
  override parse<T extends AstNode = AstNode>(input: string, options?: ParserOptions): ParseResult<T> {
    const refused = refusal(input);
    const result = super.parse<T>(refused === undefined ? input : '', options);
    if (refused !== undefined) refusals.set(result.value, refused);
    return result;
  }
}

const refusals = new WeakMap<AstNode, Finding>();

/** Why a text was not parsed; undefined for one that was. */
export function refusalOf(scenario: AstNode): Finding | undefined {
  return refusals.get(scenario);
}

function createCautiousParser(services: LangiumCoreServices): LangiumParser {
  const made = createParser(services.Grammar, new CautiousParser(services), services.parser.Lexer.definition);
  made.finalize();
  return made;
}

/** The part of the language's services that any host shares: command line, tests, language server. */
export const VswapModule = {
  parser: {
    Lexer: (services: LangiumCoreServices) => new LayoutLexer(services),
    LangiumParser: (services: LangiumCoreServices) => createCautiousParser(services),
    ParserErrorMessageProvider: () => new ExpectedTokenOnly(),
  },
} satisfies Module<LangiumCoreServices, PartialLangiumCoreServices>;

let parser: LangiumParser | undefined;

/** Never throws. The parser is made on first use (about 50 ms). */
export function parseScenario(text: string): ParseResult<Scenario> {
  parser ??= standaloneParser();
  return parser.parse<Scenario>(text);
}

function standaloneParser(): LangiumParser {
  const shared = inject(createDefaultSharedCoreModule(EmptyFileSystem), VswapGeneratedSharedModule);
  const services = inject(createDefaultCoreModule({ shared }), VswapGeneratedModule, VswapModule);
  shared.ServiceRegistry.register(services);
  return services.parser.LangiumParser;
}
